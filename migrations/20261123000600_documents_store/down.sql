drop schema documents cascade;
