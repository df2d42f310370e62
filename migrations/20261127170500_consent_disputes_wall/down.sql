drop policy entered on consent.dispute;
drop policy kept on consent.dispute;
alter table consent.dispute disable row level security;
