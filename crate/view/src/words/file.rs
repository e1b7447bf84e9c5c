//! Words on files: what they were taken for, where their lines went, what was wrong with them.

use logyomi_core::report::{Document, FileProblem, FileReport};

use super::{Lang, words};
use crate::number::{bytes, grouped};
use crate::visible::visible;

words! {
    FILE = "ファイル", "File";
    FORMAT = "形式", "Format";
    SPAN = "期間", "Span";
    NO_SPAN = "日時なし", "no times";
    READ = "全行", "Lines";
    MATCHED = "解釈済み", "Read";
    AMBIGUOUS = "あいまい", "Ambiguous";
    IGNORED_LINES = "対象外", "Ignored";
    UNMATCHED_LINES = "未対応", "Unmatched";
    UNREADABLE = "判読不能", "Unreadable";
    DOCUMENT = "コマンド出力・メール", "Documents";
    PROSE = "説明文", "Prose";
    FILTERED = "条件外", "Filtered";
    FATES_NOTE = "全行 = 解釈済み(意味が分かった行)+ あいまい(読み方が二通りある行)+ 対象外(それだけでは意味を持たない行)+ 未対応(Logyomi がまだ知らない行)+ 判読不能(ログの行ではないもの)+ コマンド出力・メール+ 説明文(それらの間の文章や空行)+ 条件外(絞り込みで除いた行)。1 行も捨てていません。",
        "Lines = read (the meaning is known) + ambiguous (two readings are possible) + ignored (mean nothing by themselves) + unmatched (not known to Logyomi yet) + unreadable (no log lines) + documents (command outputs and mails) + prose (text between them, blank lines) + filtered (left out by a filter). No line is dropped.";
    NO_FILES = "ファイルはまだありません。", "There are no files yet.";
    PROBLEMS = "お知らせ", "Problems";
}

words! {
    DOCUMENTS = "コマンド出力・設定ファイル・メール", "Command outputs, configuration files, mails";
    DOCUMENTS_NOTE = "それぞれの内容と説明は、上の各項目にあります。侵入されたサーバーでは、コマンドそのものがすり替えられていることがあります。出力に異常がないことだけでは、安全とは言えません。",
        "What each of them says is explained in the sections above. On a server that was broken into, the commands themselves may have been replaced: an output that looks normal does not show that all is well.";
    COMMAND = "コマンド・種類", "Command or kind";
    ROWS = "読み取った行", "Rows";
    UNREAD = "未対応の行", "Unread";
    STANDS_OUT = "確認が必要な点", "What to check";
    NOTHING_STANDS_OUT = "特になし", "nothing stands out";
}

/// The command as it was typed, or the kind of the document.
pub fn document(document: &Document) -> &str {
    match document.command.is_empty() {
        true => &document.kind,
        false => &document.command,
    }
}

/// The format in words.
pub fn format(id: &str, lang: Lang) -> &str {
    lang.of(match id {
        "syslog" => SYSLOG,
        "syslog-rfc3339" => SYSLOG_RFC3339,
        "syslog-rfc5424" => SYSLOG_RFC5424,
        "syslog-iso" => SYSLOG_ISO,
        "access" => ACCESS,
        "bare" => BARE,
        "mixed" => MIXED,
        "empty" => EMPTY,
        "binary" => BINARY,
        "wtmp" => WTMP,
        _ => return id,
    })
}

words! {
    SYSLOG = "syslog(年のない形式)", "syslog (without years)";
    SYSLOG_RFC3339 = "syslog(RFC 3339 の日時)", "syslog (RFC 3339 times)";
    SYSLOG_RFC5424 = "syslog(RFC 5424)", "syslog (RFC 5424)";
    SYSLOG_ISO = "syslog(ISO 8601 の日時)", "syslog (ISO 8601 times)";
    ACCESS = "Web アクセスログ", "web access log";
    BARE = "日時のない記録", "messages without times";
    MIXED = "複数の形式の混在", "several formats";
    EMPTY = "空のファイル", "empty file";
    WTMP = "ログイン記録(バイナリー)", "login records (binary)";
    BINARY = "テキストではないデータ", "not text";
}

/// How the years of the file's times were found. Nothing, where it has no times.
pub fn year(file: &FileReport, lang: Lang) -> Option<String> {
    file.span.as_ref()?;
    if !file.year_guessed {
        return Some(lang.of(YEAR_WRITTEN).to_owned());
    }
    let anchor = visible(&file.anchor);
    let from = visible(anchor_from(&file.anchor_from, lang));
    let guess = match lang {
        Lang::Ja => format!("年は {anchor} を基準に推定({from})。"),
        Lang::En => format!("Years are guessed from {anchor} ({from})."),
    };
    let doubt = match file.anchor_from.as_str() {
        "file-date" | "today" => lang.of(YEAR_DOUBT),
        _ => "",
    };
    Some(format!("{guess}{doubt}"))
}

words! {
    YEAR_WRITTEN = "年はログに書かれています。", "Years are written in the log.";
    YEAR_DOUBT = "送られてきたファイルの日付は記録の日付と違うことがありますので、年をお客様にご確認ください。",
        " The date of a file that was sent on may not be that of the log: ask which year it is.";
    FROM_USER = "指定された日付", "the date you gave";
    FROM_CONTENT = "同時に読み込んだログの中の年月日", "full dates in the same input";
    FROM_NAME = "ファイル名の日付", "the date in the file's name";
    FROM_GZIP = "圧縮したときの日付", "the date it was packed";
    FROM_FILE = "ファイルの更新日", "the file's own date";
    FROM_TODAY = "今日の日付", "today's date";
}

fn anchor_from(id: &str, lang: Lang) -> &str {
    lang.of(match id {
        "user" => FROM_USER,
        "content" => FROM_CONTENT,
        "file-name" => FROM_NAME,
        "gzip-header" => FROM_GZIP,
        "file-date" => FROM_FILE,
        "today" => FROM_TODAY,
        _ => return id,
    })
}

/// What went wrong, with which file, and what to do. Safe to show: strangers' text is made visible.
pub fn problem(problem: &FileProblem, file: &FileReport, lang: Lang) -> String {
    let path = visible(&file.path);
    match lang {
        Lang::Ja => problem_ja(problem, &path, &file.encoding),
        Lang::En => problem_en(problem, &path, &file.encoding),
    }
}

fn problem_ja(problem: &FileProblem, path: &str, encoding: &str) -> String {
    match problem {
        FileProblem::Empty => format!(
            "「{path}」は空のファイルです。受け渡しの途中で中身が失われていないか、元のサーバー上での大きさをご確認ください。"
        ),
        FileProblem::Binary { kind: Some(kind) } => format!(
            "「{path}」は {} 形式のデータのようですので、読み取りませんでした。ログのテキストファイルをお送りいただけるよう、お客様にご依頼ください。",
            visible(kind)
        ),
        FileProblem::Binary { kind: None } => format!(
            "「{path}」はテキストではないため、読み取りませんでした。ログファイルそのものかどうかをご確認ください。"
        ),
        FileProblem::Truncated { read } => format!(
            "「{path}」の圧縮データは途中で切れています。取り出せた {} 分だけを読み取りました。続きが必要な場合は、もう一度コピーしていただいてください。",
            bytes(*read)
        ),
        FileProblem::Damaged { read } => format!(
            "「{path}」の圧縮データは壊れています。取り出せた {} 分だけを読み取りました。サーバー上で gzip -t を実行し、元のファイルが壊れていないかをご確認ください。",
            bytes(*read)
        ),
        FileProblem::LongLines { count } => format!(
            "「{path}」には 64 KiB を超える行が {} 行あり、先頭の 64 KiB だけを読み取りました。極端に長い行は、プログラムの不具合を突く攻撃の跡であることもあります。",
            grouped(*count)
        ),
        FileProblem::InvalidText { lines } => format!(
            "「{path}」には、{} として正しくない文字を含む行が {} 行あります。その文字は � で表示しています。文字コードの混在のほか、外部から送り込まれたデータがそのまま記録された可能性もあります。",
            visible(encoding),
            grouped(*lines)
        ),
        FileProblem::RepeatWithoutLine { count } => format!(
            "「{path}」の「last message repeated」という行のうち {} 行は、元になる行が直前にないため、何の繰り返しか分かりません。回数には含めていません。一部だけを切り出したファイルでしたら、切り出す前のものをご用意ください。",
            grouped(*count)
        ),
        FileProblem::Unreadable { reason } => format!(
            "「{path}」を最後まで読み取れませんでした(理由: {})。ファイルが移動・更新されていないか、読み取りの権限があるかをご確認のうえ、もう一度お選びください。",
            visible(reason)
        ),
        FileProblem::SameAs { path: other } => format!(
            "「{path}」は「{}」と同じ内容です。二重に数えないよう、一方だけを読み取りました。",
            visible(other)
        ),
    }
}

fn problem_en(problem: &FileProblem, path: &str, encoding: &str) -> String {
    match problem {
        FileProblem::Empty => format!(
            "“{path}” is empty. Check its size on the server: the content may have been lost on the way."
        ),
        FileProblem::Binary { kind: Some(kind) } => format!(
            "“{path}” looks like {} data and was not read. Ask the customer for the log as a text file.",
            visible(kind)
        ),
        FileProblem::Binary { kind: None } => {
            format!("“{path}” is not text and was not read. Check that it is the log file itself.")
        }
        FileProblem::Truncated { read } => format!(
            "The packed data of “{path}” ends too early. The {} that could be unpacked were read. If you need the rest, have the file copied again.",
            bytes(*read)
        ),
        FileProblem::Damaged { read } => format!(
            "The packed data of “{path}” is damaged. The {} that could be unpacked were read. Run gzip -t on the server to see whether the original is sound.",
            bytes(*read)
        ),
        FileProblem::LongLines { count } => format!(
            "“{path}” has lines longer than 64 KiB ({} in all); only the first 64 KiB of each were read. Lines of such length can be the trace of an attack on a program's weakness.",
            grouped(*count)
        ),
        FileProblem::InvalidText { lines } => format!(
            "“{path}” has characters that are not valid {0} (lines: {1}); they are shown as �. The file may mix encodings, or data sent from outside was logged as it came.",
            visible(encoding),
            grouped(*lines)
        ),
        FileProblem::RepeatWithoutLine { count } => format!(
            "In “{path}” there are lines “last message repeated” ({} in all) that do not follow the line they repeat: what was repeated is not known, and they are not counted. If this is a piece of a file, get the whole one.",
            grouped(*count)
        ),
        FileProblem::Unreadable { reason } => format!(
            "“{path}” could not be read to its end (reason: {}). Check that it was not moved or changed and that you may read it, then choose it again.",
            visible(reason)
        ),
        FileProblem::SameAs { path: other } => format!(
            "“{path}” has the same content as “{}”. It was read once, so that nothing counts twice.",
            visible(other)
        ),
    }
}
