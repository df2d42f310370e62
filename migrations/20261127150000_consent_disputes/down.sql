drop table consent.dispute_desk;
drop table consent.dispute;
