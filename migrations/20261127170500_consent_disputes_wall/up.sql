-- oldest program: 0.1.0
-- Disputes stand behind the wall between spaces, as everything does that is in a record.
select desk.wall('consent.dispute');
