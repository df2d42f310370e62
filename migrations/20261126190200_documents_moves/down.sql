revoke update (space_id) on documents.correction_desk from carnet_server;
drop table documents.moved;
