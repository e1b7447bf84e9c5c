//! Where bytes come from: files, all files below a folder, standard input.

use chrono::{DateTime, Local, NaiveDate};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

/// How much is read at once.
const PIECE: usize = 1 << 20;

/// A file that is opened when it is read: ten thousand of them cannot be open at once.
pub struct Source {
    pub path: String,
    pub bytes: u64,
    pub modified: Option<NaiveDate>,
    /// Of standard input and pipes.
    memory: Option<Vec<u8>>,
}

/// All files that are named, and those below folders that are named; `say` hears of what there is not.
pub fn all(paths: &[String], say: &mut impl FnMut(&str, &io::Error)) -> Vec<Source> {
    let mut sources = Vec::new();
    for path in paths {
        let found = match path.as_str() {
            "-" => held("-", io::stdin().lock()).map(|source| sources.push(source)),
            path => add(Path::new(path), true, &mut sources, say),
        };
        if let Err(error) = found {
            say(path, &error);
        }
    }
    sources
}

/// What can be read only once.
fn held(path: &str, mut from: impl Read) -> io::Result<Source> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes)?;
    Ok(Source {
        path: path.to_owned(),
        bytes: bytes.len() as u64,
        modified: None,
        memory: Some(bytes),
    })
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
        sources.push(held(&path.to_string_lossy(), File::open(path)?)?);
    } else if about.is_file() {
        sources.push(Source {
            path: path.to_string_lossy().into_owned(),
            bytes: about.len(),
            modified: about
                .modified()
                .ok()
                .map(|time| DateTime::<Local>::from(time).date_naive()),
            memory: None,
        });
    }
    Ok(())
}

impl Source {
    /// Gives these bytes until the taker has enough; says how many there should have been besides.
    /// What was added to the file since it was found is not read: it would be another file in each pass.
    pub fn read(&self, range: Range<u64>, mut take: impl FnMut(&[u8]) -> bool) -> io::Result<u64> {
        if let Some(bytes) = &self.memory {
            let at = |place| usize::try_from(place).unwrap_or(usize::MAX);
            take(
                bytes
                    .get(at(range.start)..at(range.end))
                    .unwrap_or_default(),
            );
            return Ok(0);
        }
        let mut file = File::open(&self.path)?;
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
