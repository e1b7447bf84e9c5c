//! `journalctl -o json`: an object a line, also with what `json-sse` and `json-seq` put before it.

use super::{Entry, Text};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// The entry on a line; nothing where the line is none.
pub fn entry(line: &[u8]) -> Option<Entry<'_>> {
    let line = line.strip_prefix(b"data: ").unwrap_or(line);
    let line = line.strip_prefix(b"\x1E").unwrap_or(line);
    if line.first() != Some(&b'{') {
        return None;
    }
    let entry: Entry<'_> = serde_json::from_slice(line).ok()?;
    (entry.time.is_some() && entry.message != Text::None).then_some(entry)
}

impl<'de: 'a, 'a> Deserialize<'de> for Entry<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Entry<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an entry of the journal")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry<'de>, A::Error> {
        let mut entry = Entry::default();
        while let Some(key) = map.next_key::<Text<'de>>()? {
            match key.bytes() {
                b"MESSAGE" => entry.message = map.next_value()?,
                b"_HOSTNAME" => entry.host = map.next_value()?,
                b"SYSLOG_IDENTIFIER" => entry.identifier = map.next_value()?,
                b"_COMM" => entry.command = map.next_value()?,
                b"__REALTIME_TIMESTAMP" => entry.time = number(&map.next_value()?),
                b"_PID" => entry.pid = number(&map.next_value()?),
                b"SYSLOG_PID" => entry.pid = entry.pid.or(number(&map.next_value()?)),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(entry)
    }
}

fn number<T: std::str::FromStr>(text: &Text<'_>) -> Option<T> {
    std::str::from_utf8(text.bytes()).ok()?.parse().ok()
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Value)
    }
}

struct Value;

impl<'de> Visitor<'de> for Value {
    type Value = Text<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, its bytes, or null")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text::Here(text.as_bytes()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text::Made(text.as_bytes().to_vec()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Text<'de>, E> {
        Ok(Text::Made(number.to_string().into_bytes()))
    }

    fn visit_unit<E: Error>(self) -> Result<Text<'de>, E> {
        Ok(Text::None)
    }

    /// What is no UTF-8 is written as a list of bytes; a field that stands there twice, as a list of both.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Text<'de>, A::Error> {
        let mut bytes = Vec::new();
        while let Some(one) = list.next_element::<Element>()? {
            match one {
                Element::Byte(byte) => bytes.push(byte),
                Element::Text(text) if bytes.is_empty() => bytes = text.into_bytes(),
                Element::Text(_) => {}
            }
        }
        Ok(Text::Made(bytes))
    }
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Element {
    Byte(u8),
    Text(String),
}
