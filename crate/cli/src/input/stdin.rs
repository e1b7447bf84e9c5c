//! Standard input: it comes once, and is read twice where a table overflows.

use super::{Content, Source};
use logyomi_core::{Given, PROBE};
use std::io::{self, Read, Seek, SeekFrom, Write};
use tempfile::NamedTempFile;

/// What is kept in memory; more goes into a file that is gone when the program ends.
const MEMORY: u64 = 32 << 20;

pub fn open() -> io::Result<Source> {
    keep(&mut io::stdin().lock(), MEMORY)
}

fn keep(input: &mut impl Read, memory: u64) -> io::Result<Source> {
    let mut bytes = Vec::new();
    input.take(memory).read_to_end(&mut bytes)?;
    let head = bytes.get(..PROBE).unwrap_or(&bytes).to_vec();
    let tail = |from: &[u8]| {
        let start = from.len().saturating_sub(PROBE);
        from.get(start..).unwrap_or_default().to_vec()
    };
    let given = |length, tail| Given {
        path: "-".to_owned(),
        bytes: length,
        modified: None,
        head,
        tail,
    };
    if (bytes.len() as u64) < memory {
        let given = given(bytes.len() as u64, tail(&bytes));
        let content = Content::Memory(bytes);
        return Ok(Source { content, given });
    }
    let mut file = NamedTempFile::new()?;
    file.write_all(&bytes)?;
    let length = bytes.len() as u64 + io::copy(input, &mut file)?;
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(length.saturating_sub(PROBE as u64)))?;
    file.read_to_end(&mut end)?;
    Ok(Source {
        content: Content::Spooled(file),
        given: given(length, end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_input_is_kept_in_a_file() {
        let text: Vec<u8> = (0..200_000_u32)
            .flat_map(|number| format!("{number}\n").into_bytes())
            .collect();
        let mut sources =
            [1 << 20, 1 << 30].map(|memory| keep(&mut text.as_slice(), memory).unwrap());
        let [spooled, held] = &mut sources;
        let Content::Spooled(file) = &mut spooled.content else {
            panic!("it is held");
        };
        assert_eq!(std::fs::read(file.path()).unwrap(), text);
        assert!(matches!(&held.content, Content::Memory(bytes) if *bytes == text));
        let told = |source: &Source| {
            (
                source.given.bytes,
                source.given.head.clone(),
                source.given.tail.clone(),
            )
        };
        assert_eq!(told(spooled), told(held));
    }
}
