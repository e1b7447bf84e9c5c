//! Where a piece of a message stands in the line that the message was taken from.

use std::ops::Range;

/// Most messages are a stretch of their line. Some were put together anew: a head of Red Hat's PAM was
/// rewritten, runs of blanks in a command's output became one. Those are laid beside the line from the right.
pub struct Places<'a> {
    text: &'a [u8],
    message: &'a [u8],
    /// For each byte of the message from its end, where it stands in the text; shorter than the message
    /// where they part. Empty where the message is a stretch of the text.
    aligned: Vec<usize>,
}

impl<'a> Places<'a> {
    pub fn new(text: &'a [u8], message: &'a [u8]) -> Places<'a> {
        let aligned = match inside(text, message) {
            Some(_) => Vec::new(),
            None => align(text, message),
        };
        Places {
            text,
            message,
            aligned,
        }
    }

    /// The place of a value, which is a stretch of the text or of the message.
    pub fn of(&self, value: &[u8]) -> Option<Range<usize>> {
        if let Some(place) = inside(self.text, value) {
            return Some(place);
        }
        let place = inside(self.message, value)?;
        let at = |byte: usize| {
            let from_end = self.message.len().checked_sub(byte + 1)?;
            self.aligned.get(from_end).copied()
        };
        let (first, last) = (at(place.start)?, at(place.end.checked_sub(1)?)?);
        let found = first..last + 1;
        // A run of blanks inside the value became one: then it stands there in another form.
        (self.text.get(found.clone()) == Some(value)).then_some(found)
    }
}

/// Where a stretch of the same memory begins and ends.
fn inside(whole: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    let end = start.checked_add(part.len())?;
    (end <= whole.len()).then_some(start..end)
}

fn align(text: &[u8], message: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    let mut at = text.len();
    for byte in message.iter().rev() {
        let Some(place) = before(text, at, *byte) else {
            break;
        };
        places.push(place);
        at = place;
    }
    places
}

/// Where this byte stands, of a text that ends at `end`; blanks before it are passed over.
fn before(text: &[u8], end: usize, wanted: u8) -> Option<usize> {
    let mut at = end;
    loop {
        at = at.checked_sub(1)?;
        let byte = *text.get(at)?;
        let blank = byte.is_ascii_whitespace();
        if byte == wanted || blank && wanted == b' ' {
            return Some(at);
        }
        if !blank {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, message: &str, value: &str, expect: Option<&str>) {
        let start = message.find(value).unwrap();
        let value = &message.as_bytes()[start..start + value.len()];
        let place = Places::new(text.as_bytes(), message.as_bytes()).of(value);
        let found = place.map(|place| &text[place]);
        assert_eq!(found, expect);
    }

    #[test]
    fn runs_of_blanks_are_passed_over() {
        check(
            "tcp   0    0 192.0.2.1:22  ",
            "tcp 0 0 192.0.2.1:22",
            "192.0.2.1",
            Some("192.0.2.1"),
        );
        check("tcp \t 7  8", "tcp 7 8", "7", Some("7"));
        check("a  b", "a b", "a b", None);
    }

    #[test]
    fn what_was_put_in_front_stands_nowhere() {
        check(
            "x(pam)[1]: user=root",
            "pam(x): user=root",
            "root",
            Some("root"),
        );
        check("x(pam)[1]: user=root", "pam(x): user=root", "pam(x)", None);
    }

    #[test]
    fn a_piece_of_the_text_itself_is_found_by_where_it_is() {
        let text = b"from a from a";
        let place = Places::new(text, &text[5..]).of(&text[12..]);
        assert_eq!(place, Some(12..13));
    }
}
