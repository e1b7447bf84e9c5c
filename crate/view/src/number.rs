//! Figures and moments as they are shown: `12,345`, `1.4 MiB`, `2017-02-07 04:32:51`.

pub use logyomi_core::grouped;

/// In the largest unit of which there is at least one.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if count < 1024 {
        return format!("{count} B");
    }
    let mut tenths = u128::from(count) * 10;
    let mut name = "B";
    for unit in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1024;
        name = unit;
    }
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// An ISO moment with a blank for its `T`: easier to read, and it breaks at the right place.
pub fn moment(iso: &str) -> String {
    iso.replacen('T', " ", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(grouped(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn bytes_take_the_largest_unit() {
        assert_eq!(
            [0, 1023, 1024, 1_500_000].map(bytes),
            ["0 B", "1023 B", "1.0 KiB", "1.4 MiB"]
        );
        assert_eq!(
            bytes(u64::MAX),
            "16777216.0 TiB".replace("16777216.0", "16777215.9")
        );
    }
}
