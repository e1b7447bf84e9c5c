//! Messages of one shape folded into one: figures and addresses give way to `#`.

/// A template is cut here.
const LONGEST: usize = 160;

/// Writes the template of `message` into `out`.
pub fn fold(message: &[u8], out: &mut Vec<u8>) {
    out.clear();
    let mut rest = message;
    while let Some(first) = rest.first() {
        if out.len() >= LONGEST {
            out.extend_from_slice("…".as_bytes());
            return;
        }
        let end = rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len());
        if end == 0 {
            out.push(*first);
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let (word, after) = rest.split_at(end);
        if word.iter().any(u8::is_ascii_digit) {
            out.push(b'#');
        } else {
            out.extend_from_slice(word.get(..LONGEST).unwrap_or(word));
        }
        rest = after;
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b':' | b'/' | b'+') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    #[test]
    fn figures_give_way() {
        let mut out = Vec::new();
        super::fold(b"job 17 of host-3.example.net (203.0.113.9) took 0.5s, ok", &mut out);
        assert_eq!(String::from_utf8_lossy(&out), "job # of # (#) took #, ok");
    }
}
