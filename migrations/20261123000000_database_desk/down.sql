drop schema desk cascade;
