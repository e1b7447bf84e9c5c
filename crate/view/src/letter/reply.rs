//! The reply to the customer about one finding.

use logyomi_core::report::{Finding, Report};

use super::{Letters, SUBJECTS};
use crate::lookup;
use crate::visible::visible;
use crate::words::{self, Lang};

/// Lines of the log that are quoted.
const LINES: usize = 5;

pub(super) fn reply(letter: &Letters, finding: &Finding) -> String {
    let lang = letter.lang;
    let title = visible(lookup::finding_title(&finding.id, lang));
    let parts = Parts {
        title: &title,
        subjects: subjects(letter, finding),
        why: letter.shown(&words::finding::why(finding, lang)),
        note: lookup::finding_note(&finding.id, lang).unwrap_or_default(),
        ask: lookup::finding_ask(&finding.id, lang).unwrap_or_default(),
        lines: lines(letter, finding),
        window: window(letter.report, lang),
    };
    match lang {
        Lang::Ja => parts.ja(),
        Lang::En => parts.en(),
    }
}

struct Parts<'a> {
    title: &'a str,
    subjects: String,
    why: String,
    note: &'a str,
    ask: &'a str,
    lines: String,
    window: String,
}

impl Parts<'_> {
    fn ja(&self) -> String {
        let Parts {
            title,
            subjects,
            why,
            note,
            ask,
            lines,
            window,
        } = self;
        format!(
            "件名: ログの確認結果について({title})

いつもお世話になっております。
お送りいただいたログを確認いたしましたので、結果をご報告いたします。

■ 確認できたこと
{title}
{subjects}
■ そのように判断した理由
{why}

■ 意味と対応
{note}

■ お伺いしたいこと
{ask}

■ 根拠となる記録
{lines}
今回の結果は、お送りいただいたログの範囲{window}に基づくものです。ログは、侵入した者が書き換えたり消したりすることができます。記録がないことは、何も起きなかったことの証明にはなりませんので、ご了承ください。
ご不明な点がございましたら、記録の番号(E1 など)を添えてお知らせください。よろしくお願いいたします。
"
        )
    }

    fn en(&self) -> String {
        let Parts {
            title,
            subjects,
            why,
            note,
            ask,
            lines,
            window,
        } = self;
        format!(
            "Subject: What we found in your log ({title})

Thank you for the log that you sent. This is what we found in it.

* What was found
{title}
{subjects}
* Why we say so
{why}

* What it means and what to do
{note}

* What we would like to ask
{ask}

* The records
{lines}
This rests on the range that you sent{window}. An intruder can change or delete logs: that nothing is recorded does not prove that nothing happened.
If anything is unclear, please write to us and name the number of the record (E1 and so on).
"
        )
    }
}

fn subjects(letter: &Letters, finding: &Finding) -> String {
    let mark = match letter.lang {
        Lang::Ja => "・",
        Lang::En => "- ",
    };
    let mut out = String::new();
    for subject in finding.subjects.iter().take(SUBJECTS) {
        let (first, last) = (subject.first.as_deref(), subject.last.as_deref());
        let moments = words::finding::moments(first, last, letter.lang);
        let told = letter.subject(finding, subject);
        out += &match (moments.is_empty(), letter.lang) {
            (true, _) => format!("{mark}{told}\n"),
            (false, Lang::Ja) => format!("{mark}{told}({moments})\n"),
            (false, Lang::En) => format!("{mark}{told} ({moments})\n"),
        };
    }
    let rest = finding.subjects.len().saturating_sub(SUBJECTS) as u64;
    let rest = rest.saturating_add(finding.subjects_left_out);
    if rest > 0 {
        out += &format!("{mark}{}\n", words::finding::others(rest, letter.lang));
    }
    out
}

fn lines(letter: &Letters, finding: &Finding) -> String {
    let samples = finding.subjects.iter().flat_map(|subject| &subject.samples);
    let lines = samples.take(LINES).map(|sample| letter.line(sample) + "\n");
    lines.collect()
}

/// ` (2017-02-05 04:02:11 to …)`; nothing where no line has a time.
fn window(report: &Report, lang: Lang) -> String {
    let spans = || report.files.iter().filter_map(|file| file.span.as_ref());
    let first = spans().map(|span| span.first.as_str()).min();
    let last = spans().map(|span| span.last.as_str()).max();
    let moments = words::finding::moments(first, last, lang);
    match (moments.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Ja) => format!("({moments})"),
        (false, Lang::En) => format!(" ({moments})"),
    }
}
