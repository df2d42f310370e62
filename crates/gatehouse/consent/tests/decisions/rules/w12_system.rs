use consent::{Act, Facts, Purpose, Reason};

use crate::ground::{facts, granted, refused, system, thing};

#[test]
fn w12_each_purpose_gives_its_own_act_and_no_other() {
    let own = [
        (Purpose::Registration, Act::OpenSpace),
        (Purpose::Upkeep, Act::Maintain),
        (Purpose::Life, Act::ChangeLife),
        (Purpose::Notice, Act::Notify),
        (Purpose::Answer, Act::Dispute),
    ];
    for (purpose, own) in own {
        for act in Act::ALL {
            let facts = facts(system(purpose));
            if act == own {
                assert_eq!(granted(&facts, act).0, "W12");
            } else {
                assert_eq!(refused(&facts, act), ("W".into(), Reason::NoWay), "{purpose:?} {act:?}");
            }
        }
    }
}

#[test]
fn w12_a_space_is_made_where_there_is_none() {
    let nowhere = Facts { space: None, ..facts(system(Purpose::Registration)) };
    assert_eq!(granted(&nowhere, Act::OpenSpace).0, "W12");
}

#[test]
fn w12_the_system_sees_no_document() {
    let (_, things) = granted(&facts(system(Purpose::Upkeep)), Act::Maintain);
    assert!(!things.holds(&thing()));
}

#[test]
fn w12_nobody_else_acts_for_the_system() {
    for party in [crate::ground::doctor(), crate::ground::citizen(crate::ground::holder())] {
        for act in [Act::OpenSpace, Act::Maintain, Act::ChangeLife, Act::Notify] {
            assert_eq!(refused(&facts(party.clone()), act), ("W".into(), Reason::NoWay));
        }
    }
}
