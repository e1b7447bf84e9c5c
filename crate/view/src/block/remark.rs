//! What may be said of an address's name in a comment.

/// A name of letters, digits, dots and hyphens, as host names are. Others are a stranger's text.
pub(super) fn host(name: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let fits = (1..=253).contains(&name.len()) && name.chars().all(plain);
    fits.then_some(name)
}

/// Words in the names that providers give to addresses which soon belong to another customer.
const DYNAMIC: [&str; 12] = [
    "cable",
    "dhcp",
    "dial",
    "dialin",
    "dialup",
    "dyn",
    "dynamic",
    "dynamicip",
    "pool",
    "pools",
    "ppp",
    "pppoe",
];

/// Whether the address is likely another's in some weeks: `p654aaf.tokyo-ap.dynamic.example.ne.jp`.
pub(super) fn is_dynamic(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphabetic());
    words.any(|word| DYNAMIC.contains(&word) || word.ends_with("dsl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_host_names_are_told() {
        assert_eq!(host("www-1.example.net"), Some("www-1.example.net"));
        for hostile in [
            "",
            "a b",
            "a;b",
            "a\nb",
            "$(reboot)",
            "a_b",
            "a\\",
            "例え",
            "a\"b",
            "a/b",
        ] {
            assert_eq!(host(hostile), None, "{hostile:?}");
        }
        assert_eq!(host(&"a".repeat(254)), None);
    }

    #[test]
    fn dynamic_names_are_known_by_their_words() {
        for name in [
            "p654aaf.tokyo-ap.dynamic.example.ne.jp",
            "dyn-9.example.net",
            "DSL203.example.net",
            "adsl-203-0-113-9.example.net",
            "ppp09.example.ne.jp",
        ] {
            assert!(is_dynamic(name), "{name}");
        }
        for name in ["www.example.net", "mail.dynasty.example", "carpool.example"] {
            assert!(!is_dynamic(name), "{name}");
        }
    }
}
