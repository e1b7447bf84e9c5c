//! Where bytes come from: files, all files below a folder, standard input.

use chrono::{DateTime, Local, NaiveDate};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use tempfile::NamedTempFile;

/// How much is read at once.
const PIECE: usize = 1 << 20;

/// A file that is opened when it is read: ten thousand of them cannot be open at once.
pub struct Source {
    pub path: String,
    pub bytes: u64,
    pub modified: Option<NaiveDate>,
    /// Of standard input and pipes.
    held: Option<Held>,
}

/// What can be read only once, and is wanted several times.
enum Held {
    Memory(Vec<u8>),
    /// A file that is gone when the program ends.
    Spooled(NamedTempFile),
}

/// More than this goes into a file.
const MEMORY: u64 = 32 << 20;

/// All files that are named, and those below folders that are named; `say` hears of what there is not.
pub fn all(paths: &[String], say: &mut impl FnMut(&str, &io::Error)) -> Vec<Source> {
    let mut sources = Vec::new();
    for path in paths {
        let found = match path.as_str() {
            "-" => held("-", io::stdin().lock(), MEMORY).map(|source| sources.push(source)),
            path => add_named(path, &mut sources, say),
        };
        if let Err(error) = found {
            say(path, &error);
        }
    }
    sources
}

fn held(path: &str, mut from: impl Read, memory: u64) -> io::Result<Source> {
    let mut bytes = Vec::new();
    from.by_ref().take(memory).read_to_end(&mut bytes)?;
    let mut length = bytes.len() as u64;
    let held = if length < memory {
        Held::Memory(bytes)
    } else {
        let mut file = NamedTempFile::new()?;
        file.write_all(&bytes)?;
        length += io::copy(&mut from, &mut file)?;
        Held::Spooled(file)
    };
    Ok(Source {
        path: path.to_owned(),
        bytes: length,
        modified: None,
        held: Some(held),
    })
}

/// What the user has named. A folder without any file is said, else the report would be a calm one.
fn add_named(
    path: &str,
    sources: &mut Vec<Source>,
    say: &mut impl FnMut(&str, &io::Error),
) -> io::Result<()> {
    let before = sources.len();
    add(Path::new(path), true, sources, say)?;
    match sources.len() > before {
        true => Ok(()),
        false => Err(io::Error::new(
            io::ErrorKind::NotFound,
            "no file in this folder (links inside a folder are not followed: name what they point to)",
        )),
    }
}

/// A file, or what is below a folder, by name. In folders, links are not followed (what they point to is a
/// file of its own, and they may go in circles), and pipes and devices are none.
fn add(
    path: &Path,
    named: bool,
    sources: &mut Vec<Source>,
    say: &mut impl FnMut(&str, &io::Error),
) -> io::Result<()> {
    let about = match named {
        true => fs::metadata(path)?,
        false => fs::symlink_metadata(path)?,
    };
    if about.is_dir() {
        let mut inside: Vec<_> = fs::read_dir(path)?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        inside.sort();
        for path in inside {
            if let Err(error) = add(&path, false, sources, say) {
                say(&path.to_string_lossy(), &error);
            }
        }
    } else if named && !about.is_file() {
        sources.push(held(&path.to_string_lossy(), File::open(path)?, MEMORY)?);
    } else if about.is_file() {
        sources.push(Source {
            path: path.to_string_lossy().into_owned(),
            bytes: about.len(),
            modified: about
                .modified()
                .ok()
                .map(|time| DateTime::<Local>::from(time).date_naive()),
            held: None,
        });
    }
    Ok(())
}

impl Source {
    /// Gives these bytes until the taker has enough; says how many there should have been besides.
    /// What was added to the file since it was found is not read: it would be another file in each pass.
    pub fn read(&self, range: Range<u64>, mut take: impl FnMut(&[u8]) -> bool) -> io::Result<u64> {
        if let Some(Held::Memory(bytes)) = &self.held {
            let at = |place| usize::try_from(place).unwrap_or(usize::MAX);
            take(
                bytes
                    .get(at(range.start)..at(range.end))
                    .unwrap_or_default(),
            );
            return Ok(0);
        }
        // Each reading opens the file anew: a place in a file is not shared.
        let mut file = match &self.held {
            Some(Held::Spooled(file)) => file.reopen()?,
            _ => File::open(&self.path)?,
        };
        file.seek(SeekFrom::Start(range.start))?;
        let mut buffer = vec![0; PIECE];
        let mut left = range.end - range.start;
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            let read = file.read(buffer.get_mut(..most).unwrap_or_default())?;
            left -= read as u64;
            if read == 0 {
                return Ok(left);
            }
            if !take(buffer.get(..read).unwrap_or_default()) {
                return Ok(0);
            }
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_input_is_kept_in_a_file() {
        let text: Vec<u8> = (0..200_000_u32)
            .flat_map(|number| format!("{number}\n").into_bytes())
            .collect();
        for memory in [1 << 20, 1 << 30] {
            let source = held("-", text.as_slice(), memory).unwrap();
            let spooled = matches!(source.held, Some(Held::Spooled(_)));
            assert_eq!(spooled, memory == 1 << 20);
            assert_eq!(source.bytes, text.len() as u64);
            for start in [0, 700_000] {
                let mut read = Vec::new();
                let missing = source.read(start as u64..source.bytes, |bytes| {
                    read.extend_from_slice(bytes);
                    true
                });
                assert_eq!(missing.unwrap(), 0);
                assert!(read == text[start..]);
            }
        }
    }
}
