//! The strict Markdown of a page: headings, one block of a kind under each, and notes in two languages.

use crate::{Problem, Source};

/// A page taken apart; nothing is judged yet but the form.
#[derive(Clone, Debug)]
pub struct Page {
    pub path: String,
    /// The `#` heading first, then the `##` headings in page order.
    pub headings: Vec<Heading>,
}

/// A heading and what stands under it.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    pub id: String,
    pub line: usize,
    pub toml: Option<Block>,
    pub log: Option<Block>,
    pub report: Option<Block>,
    pub en: Note,
    pub ja: Note,
}

impl Heading {
    /// Line of a key in the toml block (`title` finds `title.en`), or of the heading.
    pub fn line_of(&self, key: &str) -> usize {
        let is_key = |line: &str| {
            line.trim_start()
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
        };
        let place = self.toml.as_ref().and_then(|block| {
            block
                .text
                .lines()
                .position(is_key)
                .map(|index| block.line + index)
        });
        place.unwrap_or(self.line)
    }

    /// Line of a place in the toml block.
    pub fn line_at(&self, place: usize) -> usize {
        self.toml.as_ref().map_or(self.line, |block| {
            let before = block.text.get(..place).unwrap_or(&block.text);
            block.line + before.matches('\n').count()
        })
    }
}

/// What is said in one language: the line of its first paragraph, and its text with a newline between paragraphs.
#[derive(Clone, Debug, Default)]
pub struct Note {
    pub line: usize,
    pub text: String,
}

/// A fenced block: the line of its first line, and its text with a newline after every line.
#[derive(Clone, Debug)]
pub struct Block {
    pub line: usize,
    pub text: String,
}

/// A longer page is no longer read as one thing.
const MOST_LINES: usize = 320;

/// Takes a page apart, or says what does not belong there.
pub fn parse(source: &Source) -> Result<Page, Vec<Problem>> {
    let mut parser = Parser {
        path: &source.path,
        headings: Vec::new(),
        problems: Vec::new(),
    };
    parser.read(&source.text);
    let lines = source.text.lines().count();
    if lines > MOST_LINES {
        parser.complain(
            MOST_LINES + 1,
            &format!("the page has {lines} lines, more than {MOST_LINES}"),
            "split it by subject into two pages with the same `logwatch`, programs and trims",
        );
    }
    if parser.headings.is_empty() {
        parser.complain(1, "the page has no heading", "begin it with `# name`");
    }
    if parser.problems.is_empty() {
        Ok(Page {
            path: source.path.clone(),
            headings: parser.headings,
        })
    } else {
        Err(parser.problems)
    }
}

struct Parser<'a> {
    path: &'a str,
    headings: Vec<Heading>,
    problems: Vec<Problem>,
}

impl Parser<'_> {
    fn complain(&mut self, line: usize, what: &str, mend: &str) {
        self.problems
            .push(Problem::new(self.path, line, what, mend));
    }

    fn read(&mut self, text: &str) {
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .peekable();
        while let Some((number, line)) = lines.next() {
            if let Some(kind) = line.strip_prefix("```") {
                let mut block = Block {
                    line: number + 1,
                    text: String::new(),
                };
                let mut closed = false;
                for (_, line) in lines.by_ref() {
                    if line == "```" {
                        closed = true;
                        break;
                    }
                    block.text.push_str(line);
                    block.text.push('\n');
                }
                if !closed {
                    self.complain(
                        number,
                        "the block is not closed",
                        "end it with a line of ```",
                    );
                }
                self.block(number, kind, block);
            } else if line.starts_with('#') {
                self.heading(number, line);
            } else if !line.trim().is_empty() {
                let mut paragraph = line.to_owned();
                while let Some((_, more)) = lines.next_if(|(_, line)| {
                    !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with("```")
                }) {
                    paragraph.push('\n');
                    paragraph.push_str(more);
                }
                self.paragraph(number, &paragraph);
            }
        }
    }

    fn heading(&mut self, line: usize, text: &str) {
        let (section, id) = match (text.strip_prefix("# "), text.strip_prefix("## ")) {
            (Some(id), _) => (true, id.trim()),
            (_, Some(id)) => (false, id.trim()),
            _ => (false, ""),
        };
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !text.starts_with("# ") && !text.starts_with("## ") {
            self.complain(
                line,
                "only `#` and `##` headings stand on a page",
                "one `# section`, then a `## event` for each event",
            );
        } else if section != self.headings.is_empty() {
            self.complain(
                line,
                "a page has one `#` heading, and it comes first",
                "begin with `# section` and use `##` for events",
            );
        } else if id.is_empty() || !id.chars().all(word) {
            self.complain(
                line,
                &format!("`{id}` is no id"),
                "use lower-case letters, digits and hyphens",
            );
        }
        // A wrong heading is one all the same: what follows is not to be blamed on the one before.
        self.headings.push(Heading {
            id: id.to_owned(),
            line,
            ..Heading::default()
        });
    }

    fn block(&mut self, line: usize, kind: &str, block: Block) {
        let Some(heading) = self.headings.last_mut() else {
            return self.complain(
                line,
                "a block stands before the first heading",
                "begin the page with `# name`",
            );
        };
        let place = match kind {
            "toml" => &mut heading.toml,
            "log" => &mut heading.log,
            "report" => &mut heading.report,
            _ => {
                return self.complain(
                    line,
                    &format!("a block of kind `{kind}`"),
                    "only toml, log and report blocks stand on a page",
                );
            }
        };
        if place.replace(block).is_some() {
            self.complain(
                line,
                &format!("a second {kind} block under one heading"),
                "join the two, or give the second a heading of its own",
            );
        }
    }

    fn paragraph(&mut self, line: usize, text: &str) {
        let Some(heading) = self.headings.last_mut() else {
            return self.complain(
                line,
                "a paragraph stands before the first heading",
                "begin the page with `# name`",
            );
        };
        let (note, text, joint) = match (text.strip_prefix("en:"), text.strip_prefix("ja:")) {
            (Some(text), _) => (&mut heading.en, text, " "),
            (_, Some(text)) => (&mut heading.ja, text, ""),
            _ => {
                return self.complain(
                    line,
                    "a paragraph of no language",
                    "begin it with `en:` or `ja:`",
                );
            }
        };
        if note.text.is_empty() {
            note.line = line;
        } else {
            note.text.push('\n');
        }
        // Sentence-per-line source is one paragraph to the reader; Japanese has no blanks between sentences.
        note.text.push_str(
            &text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join(joint),
        );
    }
}
