delete from identity.lookup where kind = 'former_traits';
drop index identity.lookup_one_space;
alter table identity.lookup drop constraint lookup_kind_check;
alter table identity.lookup add constraint lookup_kind_check
    check (kind in ('ins', 'traits', 'four_traits', 'former_ins', 'unproven_ins'));
create unique index lookup_one_space on identity.lookup (tag)
    where kind in ('ins', 'traits', 'former_ins', 'unproven_ins');
drop table identity.merged_person;
drop table identity.proposal;
