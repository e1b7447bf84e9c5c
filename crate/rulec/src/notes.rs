//! Can a note be read out on the phone as it stands? It says what happened, whether to worry and what to do,
//! in whole, polite sentences, of a length that is listened to.
//!
//! The sense of a note is for people who read it. What is refused here is a note in which an answer is missing:
//! worry and action have words of their own in each language, and a note must hold one of each.

use crate::markdown::{Heading, Note};
use crate::problem::Problem;

/// How Japanese sentences end that are said to a customer.
const POLITE: &[&str] = &[
    "です",
    "ます",
    "ません",
    "でした",
    "ました",
    "でしょう",
    "ましょう",
    "ください",
];

const WORRY_JA: &[&str] = &[
    "心配",
    "問題",
    "急ぎ",
    "急ぐ",
    "至急",
    "早急",
    "早め",
    "ただちに",
    "すぐに",
    "ご注意",
    "重大",
    "重要",
    "深刻",
    "緊急",
    "通常",
    "正常",
    "日常",
    "普通",
    "よくあ",
    "珍し",
    "ありふれ",
    "意味を持た",
    "意味を持ちません",
    "意味はありません",
    "意味はなく",
    "何も表しません",
    "攻撃",
    "侵入",
    "不正",
    "不審",
    "兆候",
    "危険",
    "恐れ",
    "おそれ",
    "疑",
    "悪用",
    "乗っ取",
    "改ざん",
    "盗み",
    "盗む",
    "漏",
    "詐称",
    "迷惑",
    "試み",
    "狙",
    "スキャン",
    "スキャナー",
    "総当たり",
    "ワーム",
    "打ち間違",
    "誤り",
    "心当たり",
    "被害",
    "影響",
    "害は",
    "害が",
    "無害",
    "支障",
    "異常",
    "障害",
    "故障",
    "不具合",
    "不足",
    "壊れ",
    "失われ",
    "止まって",
    "停止し",
    "できません",
    "使えません",
    "届きません",
    "届いていません",
    "動きません",
    "動作しません",
    "成功していません",
    "断っ",
    "断り",
    "拒否",
    "防い",
    "防ぎ",
    "遮断しています",
    "働いています",
    "お困り",
];

const ACTION_JA: &[&str] = &[
    "ください",
    "不要です",
    "必要です",
    "必要はありません",
    "必要はございません",
    "お勧め",
    "ご検討",
    "ご案内",
    "お願い",
    "構いません",
];

const WORRY_EN: &[&str] = &[
    "worr",
    "harm",
    "danger",
    "a risk",
    "serious",
    "urgent",
    "alarm",
    "concern",
    "careful",
    "critical",
    "important",
    "at once",
    "normal",
    "usual",
    "ordinary",
    "everyday",
    "daily",
    "routine",
    "planned",
    "expected",
    "as it should",
    "that is right",
    "rule works",
    "guard works",
    "means nothing",
    "mean nothing",
    "says nothing",
    "say nothing",
    "attack",
    "intru",
    "break in",
    "break-in",
    "broke in",
    "got in",
    "gets in",
    "taken over",
    "stolen",
    "sniffer",
    "ransomware",
    "worm",
    "spam",
    "scan",
    "guess",
    "forge",
    "abuse",
    "misuse",
    "suspicio",
    "known holes",
    "mistake",
    "mistyp",
    "typing error",
    "slip of",
    "fault",
    "trouble",
    "problem",
    "damage",
    "broken",
    "lost",
    "is down",
    "are down",
    "stands still",
    "cannot",
    "nobody can",
    "refus",
    "turned away",
    "sent away",
];

/// An action is an order that begins a clause: "look at …", "…, and block the address".
const ORDERS_EN: &[&str] = &[
    "act",
    "add",
    "adjust",
    "allow",
    "ask",
    "attach",
    "back",
    "block",
    "bring",
    "buy",
    "call",
    "change",
    "check",
    "choose",
    "clean",
    "clear",
    "close",
    "compare",
    "consider",
    "copy",
    "correct",
    "create",
    "deal",
    "delete",
    "disable",
    "enable",
    "enlarge",
    "examine",
    "exclude",
    "find",
    "fix",
    "forbid",
    "free",
    "get",
    "give",
    "go",
    "have",
    "hold",
    "ignore",
    "include",
    "increase",
    "inspect",
    "install",
    "isolate",
    "keep",
    "leave",
    "let",
    "limit",
    "look",
    "lower",
    "make",
    "mend",
    "move",
    "note",
    "offer",
    "open",
    "pass",
    "plan",
    "protect",
    "put",
    "raise",
    "read",
    "rebuild",
    "reduce",
    "refuse",
    "reinstall",
    "reload",
    "remove",
    "rename",
    "renew",
    "repeat",
    "replace",
    "report",
    "reset",
    "restart",
    "restore",
    "restrict",
    "review",
    "run",
    "save",
    "search",
    "secure",
    "see",
    "send",
    "set",
    "shorten",
    "show",
    "shut",
    "start",
    "stop",
    "switch",
    "take",
    "tell",
    "test",
    "treat",
    "trust",
    "try",
    "turn",
    "unblock",
    "undo",
    "unlock",
    "update",
    "upgrade",
    "use",
    "wait",
    "watch",
    "write",
];

/// What may stand before an order within a sentence.
const BEFORE_ORDER_EN: &[&str] = &[
    "and",
    "or",
    "then",
    "but",
    "please",
    "only",
    "otherwise",
    "first",
    "also",
    "once",
    "now",
    "simply",
    "never",
    "not",
    "to",
    "best",
    "better",
    "just",
    "rather",
    "always",
];

/// Other ways to say what to do, or that nothing is to be done.
const ACTION_EN: &[&str] = &[
    "nothing needs",
    "nothing to do",
    "nothing else needs",
    "nobody needs",
    "no action",
    "no need",
    "need not",
    "need no",
    "needs no",
    "should",
    "must",
    "has to",
    "have to",
    "may be blocked",
    "can be blocked",
    "may be removed",
];

/// A section's note only says what the section is about.
const SECTION_JA: (usize, usize) = (20, 240);
const SECTION_EN: (usize, usize) = (30, 380);
const EVENT_JA: (usize, usize) = (50, 420);
const EVENT_EN: (usize, usize) = (100, 640);

/// Everything that keeps the notes of a heading from being read out; a note that is not there was told of already.
pub fn judge(path: &str, heading: &Heading, event: bool, problems: &mut Vec<Problem>) {
    let (ja, en) = (&heading.ja, &heading.en);
    let mut complain = |note: &Note, (what, mend): (String, &str)| {
        problems.push(Problem::new(
            path,
            note.line,
            format!("`{}`: {what}", heading.id),
            mend,
        ));
    };
    if !ja.text.is_empty()
        && let Some(wrong) = japanese(&ja.text, event)
    {
        complain(ja, wrong);
    }
    if !en.text.is_empty()
        && let Some(wrong) = english(&en.text, event)
    {
        complain(en, wrong);
    }
}

type Wrong = (String, &'static str);

const ANSWER: &str =
    "say what it means, whether to worry, and what to do, if only that nothing needs to be done";

/// The first fault of a Japanese note.
fn japanese(text: &str, event: bool) -> Option<Wrong> {
    let spoken = without_asides(text);
    let sentences: Vec<&str> = sentences_ja(&spoken).collect();
    let rude = sentences
        .iter()
        .find(|sentence| !POLITE.iter().any(|ending| sentence.ends_with(ending)));
    if let Some(rude) = rude {
        return Some((
            format!(
                "the `ja:` note has a sentence that does not end politely: …{}",
                last(rude)
            ),
            "end every sentence with です。ます。ません。ください。 or the like",
        ));
    }
    if let Some(found) = mixed_ja(&without_quotes(text)) {
        return Some((
            format!("the `ja:` note has faulty punctuation: {found}"),
            "write 、 and 。, and ( ) without blanks outside them",
        ));
    }
    if spoken.contains("安全です") {
        return Some(("the `ja:` note promises safety".to_owned(), SHOWN));
    }
    length("ja", text, if event { EVENT_JA } else { SECTION_JA }).or_else(|| {
        answers(
            "ja",
            event,
            sentences.len(),
            holds(&spoken, WORRY_JA),
            holds(&spoken, ACTION_JA),
        )
    })
}

/// The first fault of an English note.
fn english(text: &str, event: bool) -> Option<Wrong> {
    let spoken = without_code(text);
    if !spoken.lines().all(ends_en) {
        return Some((
            "the `en:` note does not end with a full stop".to_owned(),
            "write whole sentences",
        ));
    }
    if let Some(found) = mixed_en(&spoken) {
        return Some((
            format!("the `en:` note has faulty punctuation: {found}"),
            "write , and . with one blank behind and none before",
        ));
    }
    let low = spoken.to_lowercase();
    if low.contains("you are safe") {
        return Some(("the `en:` note promises safety".to_owned(), SHOWN));
    }
    length("en", text, if event { EVENT_EN } else { SECTION_EN }).or_else(|| {
        answers(
            "en",
            event,
            low.matches(". ").count() + 1,
            holds(&low, WORRY_EN),
            holds(&low, ACTION_EN) || orders(&low),
        )
    })
}

const SHOWN: &str = "say what the line shows and what it does not";

fn length(language: &str, text: &str, (least, most): (usize, usize)) -> Option<Wrong> {
    let letters = text.chars().count();
    (letters < least || letters > most).then(|| {
        (
            format!("the `{language}:` note has {letters} letters, not {least} to {most}"),
            "a short note leaves an answer out, a long one is not listened to",
        )
    })
}

fn answers(
    language: &str,
    event: bool,
    sentences: usize,
    worry: bool,
    action: bool,
) -> Option<Wrong> {
    let missing = match (sentences >= 2, worry, action) {
        _ if !event => return None,
        (false, ..) => "has a single sentence",
        (_, false, _) => "does not say whether to worry",
        (_, _, false) => "does not say what to do",
        _ => return None,
    };
    Some((format!("the `{language}:` note {missing}"), ANSWER))
}

fn holds(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether some clause begins with an order.
fn orders(low: &str) -> bool {
    let mut begins = true;
    low.split_whitespace().any(|word| {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let order = begins && ORDERS_EN.contains(&bare);
        begins = BEFORE_ORDER_EN.contains(&bare)
            || word.ends_with(['.', ':', ';', ',', '!', '?', ')', '…', '–']);
        order
    })
}

/// Program text is shown, not read out: one letter stands for it.
fn without_code(text: &str) -> String {
    text.split('`')
        .enumerate()
        .map(|(index, part)| if index % 2 == 0 { part } else { "X" })
        .collect()
}

/// Without program text and quoted log text.
fn without_quotes(text: &str) -> String {
    outside(&without_code(text), &['「', '『'], &['」', '』'])
}

/// Without what stands in brackets as well, which need not be a sentence.
fn without_asides(text: &str) -> String {
    outside(&without_quotes(text), &['(', '（'], &[')', '）'])
}

fn outside(text: &str, open: &[char], close: &[char]) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|letter| {
            let within = depth > 0;
            if open.contains(letter) {
                depth += 1;
            } else if close.contains(letter) {
                depth = depth.saturating_sub(1);
            }
            !within && depth == 0
        })
        .collect()
}

fn sentences_ja(spoken: &str) -> impl Iterator<Item = &str> {
    spoken
        .split(['。', '\n'])
        .map(str::trim)
        .filter(|sentence| !sentence.is_empty())
}

/// The last letters of a sentence, to find it by.
fn last(sentence: &str) -> String {
    let letters: Vec<char> = sentence.chars().collect();
    letters[letters.len().saturating_sub(12)..].iter().collect()
}

fn is_japanese(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// A Latin mark behind a Japanese letter, a doubled mark, a double blank, a blank outside a bracket.
fn mixed_ja(text: &str) -> Option<String> {
    pair(text, |before, mark| match before {
        '、' | '。' => matches!(mark, '、' | '。'),
        ' ' => matches!(mark, ' ' | '('),
        ')' => mark == ' ',
        _ => {
            matches!(mark, '，' | '．' | '！' | '？')
                || is_japanese(before) && matches!(mark, ',' | '.' | '!' | '?' | ';')
        }
    })
}

/// Japanese marks, a blank before a mark, a double blank; the dot of `.forward` and the like is no mark.
fn mixed_en(spoken: &str) -> Option<String> {
    pair(spoken, |before, mark| {
        matches!(mark, '、' | '。' | '「' | '」' | '（' | '）')
            || before == ' ' && matches!(mark, ' ' | ',' | ';' | ':' | '!' | '?')
    })
}

fn pair(text: &str, wrong: impl Fn(char, char) -> bool) -> Option<String> {
    let found = text
        .chars()
        .zip(text.chars().skip(1))
        .find(|(before, mark)| wrong(*before, *mark));
    found.map(|(before, mark)| format!("`{before}{mark}`"))
}

fn ends_en(paragraph: &str) -> bool {
    paragraph
        .trim_end()
        .trim_end_matches(['"', ')'])
        .ends_with(['.', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_code_and_quotes_need_not_be_sentences() {
        let check = |text, spoken| assert_eq!(without_asides(text), spoken);
        check("断りました(「refused」という行です)。", "断りました。");
        check("「Invalid user」は名前です。", "は名前です。");
        check("`hosts.deny (x)` の設定です。", "X の設定です。");
        check("外側(内側(さらに内側))です。", "外側です。");
    }

    #[test]
    fn an_order_begins_a_clause() {
        let check = |text, expected| assert_eq!(orders(text), expected, "{text}");
        check("look at the address.", true);
        check("it is guessing: block it.", true);
        check("if it goes on, then block it.", true);
        check("a look at the address shows it.", false);
        check("the block worked.", false);
    }

    #[test]
    fn punctuation_of_the_other_language() {
        let check =
            |text, found: Option<&str>| assert_eq!(mixed_ja(text).as_deref(), found, "{text}");
        check("2.4.49 は、X(Y)の版です。", None);
        check("版です.", Some("`す.`"));
        check("設定 (X)です。", Some("` (`"));
        check("設定(X) です。", Some("`) `"));
        assert_eq!(mixed_en("`.forward`, and so on: see X."), None);
        assert_eq!(mixed_en("look , then act.").as_deref(), Some("` ,`"));
    }
}
