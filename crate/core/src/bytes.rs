//! Comparing short texts: in wasm the library compares byte by byte, and calls a function for it.

/// Whether `text` begins with `prefix`.
#[inline]
pub fn begins(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| same(start, prefix))
}

/// `text` without `suffix`, if it ends so.
#[inline]
pub fn without_end<'a>(text: &'a [u8], suffix: &[u8]) -> Option<&'a [u8]> {
    let (start, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    same(end, suffix).then_some(start)
}

/// Whether two texts of one length are the same: eight bytes at a time, the last eight once more.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    if let (Some(a_last), Some(b_last)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        let (a_chunks, _) = a.as_chunks::<8>();
        let (b_chunks, _) = b.as_chunks::<8>();
        let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
        return word(a_last) == word(b_last)
            && a_chunks
                .iter()
                .zip(b_chunks)
                .all(|(a, b)| word(a) == word(b));
    }
    a.iter().zip(b).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_library_compares() {
        let text = b"Failed password for invalid user";
        for length in 0..=text.len() {
            let (start, rest) = text.split_at(length);
            assert!(begins(text, start));
            assert_eq!(without_end(text, rest), Some(start));
            for at in 0..length {
                let mut other = start.to_vec();
                other[at] ^= 1;
                assert!(!begins(text, &other), "{length} {at}");
            }
        }
        assert!(!begins(b"ab", b"abc"));
        assert_eq!(without_end(b"ab", b"cab"), None);
    }
}
