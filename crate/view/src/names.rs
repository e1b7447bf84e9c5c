//! Login names that were tried, put together by what they stand for.

use std::collections::{BTreeMap, BTreeSet};

use logyomi_core::Order;
use logyomi_core::report::{Attacker, Tried};

/// So many names stand beside what they mean.
pub const FIRST_NAMES: usize = 10;

/// Names of one kind; without a kind, those that no page lists.
pub struct Group<'a> {
    pub kind: Option<&'a str>,
    pub users: Vec<&'a Tried>,
}

/// Kinds in the order of their first name, then the names of no kind.
pub fn groups(users: &[Tried]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    for user in users {
        let kind = user.kind.as_deref();
        match groups.iter_mut().find(|group| group.kind == kind) {
            Some(group) => group.users.push(user),
            None => groups.push(Group {
                kind,
                users: vec![user],
            }),
        }
    }
    // Stable: the known kinds stay in their order.
    groups.order_by_key(|group| group.kind.is_none());
    groups
}

/// A kind over all attackers.
pub struct Meaning<'a> {
    pub kind: &'a str,
    /// As they were tried, in the order of their letters.
    pub names: BTreeSet<&'a str>,
    /// How many addresses tried one of them.
    pub addresses: usize,
}

/// The kinds that most addresses tried come first.
pub fn meanings(attackers: &[Attacker]) -> Vec<Meaning<'_>> {
    let mut kinds: BTreeMap<&str, Meaning> = BTreeMap::new();
    for attacker in attackers {
        for group in groups(&attacker.users) {
            let Some(kind) = group.kind else { continue };
            let meaning = kinds.entry(kind).or_insert_with(|| Meaning {
                kind,
                names: BTreeSet::new(),
                addresses: 0,
            });
            meaning.addresses += 1;
            let names = group.users.iter().map(|user| user.value.as_str());
            meaning.names.extend(names);
        }
    }
    let mut meanings: Vec<_> = kinds.into_values().collect();
    // Stable: equals stay in the order of their ids.
    meanings.order_by_key(|meaning| std::cmp::Reverse(meaning.addresses));
    meanings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(value: &str, kind: &str) -> Tried {
        Tried {
            value: value.into(),
            count: 1,
            kind: Some(kind.to_owned()).filter(|kind| !kind.is_empty()),
        }
    }

    #[test]
    fn kinds_stand_in_the_order_of_their_first_name_and_others_last() {
        let users = [
            tried("x7", ""),
            tried("cisco", "cisco"),
            tried("ubnt", "ubiquiti"),
            tried("enable", "cisco"),
        ];
        let groups: Vec<_> = groups(&users)
            .into_iter()
            .map(|group| {
                let names: Vec<_> = group.users.iter().map(|user| &user.value[..]).collect();
                (group.kind.unwrap_or("-"), names.join(" "))
            })
            .collect();
        assert_eq!(
            groups,
            [
                ("cisco", "cisco enable".to_owned()),
                ("ubiquiti", "ubnt".to_owned()),
                ("-", "x7".to_owned())
            ]
        );
    }

    #[test]
    fn a_meaning_counts_addresses_and_not_names() {
        let attacker = |users: &[Tried]| Attacker {
            users: users.to_vec(),
            ..Attacker::default()
        };
        let attackers = [
            attacker(&[tried("cisco", "cisco"), tried("Cisco", "cisco")]),
            attacker(&[tried("ubnt", "ubiquiti"), tried("x7", "")]),
            attacker(&[tried("ubnt", "ubiquiti")]),
        ];
        let meanings: Vec<_> = meanings(&attackers)
            .into_iter()
            .map(|one| (one.kind, Vec::from_iter(one.names), one.addresses))
            .collect();
        assert_eq!(
            meanings,
            [
                ("ubiquiti", vec!["ubnt"], 2),
                ("cisco", vec!["Cisco", "cisco"], 1)
            ]
        );
    }
}
