//! Words on files: what they were taken for, where their lines went, what was wrong with them.

use logyomi_core::report::{Archive, Document, FileProblem, FileReport, SkippedFiles};

use super::table::plural;
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
    FATES_NOTE = "全行 = 解釈済み(意味が分かった行) + あいまい(読み方が二通りある行) + 対象外(それだけでは意味を持たない行) + 未対応(Logyomi がまだ知らない行) + 判読不能(ログの行ではないもの) + コマンド出力・メール + 説明文(それらの間の文章や空行) + 条件外(絞り込みで除いた行)。捨てた行はありません。",
        "Lines = read (the meaning is known) + ambiguous (two readings are possible) + ignored (mean nothing by themselves) + unmatched (not known to Logyomi yet) + unreadable (no log lines) + documents (command outputs and mails) + prose (text between them, blank lines) + filtered (left out by a filter). No line is dropped.";
    NO_FILES = "ファイルはまだありません。", "There are no files yet.";
    PROBLEMS = "お知らせ", "Problems";
    SKIPPED = "読み取らなかったファイル:", "Files that were not read:";
}

words! {
    DOCUMENTS = "コマンド出力・設定ファイル・メール", "Command outputs, configuration files, mails";
    DOCUMENTS_NOTE = "それぞれの内容と説明は、上の各項目にあります。侵入されたサーバーでは、コマンドそのものがすり替えられていることがあります。出力に異常がないことだけでは、安全とは言えません。",
        "What each of them says is explained in the sections above. On a server that was broken into, the commands themselves may have been replaced: an output that looks normal does not show that all is well.";
    COMMAND = "コマンド・種類", "Command or kind";
    ROWS = "データ行", "Data rows";
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
        "archive" => ARCHIVE,
        "journal" => JOURNAL,
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
    JOURNAL = "systemd のジャーナル(journalctl の export・JSON 形式)", "systemd's journal (journalctl -o export or json)";
    ARCHIVE = "書庫(アーカイブ)", "archive";
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

/// What the reader said of the file's clock.
pub fn file_zone(minutes: i32, lang: Lang) -> String {
    let zone = crate::state::zone_name(minutes);
    match lang {
        Lang::Ja => format!("時差の書かれていない時刻は {zone} の時刻として扱っています。"),
        Lang::En => format!("Times without an offset are taken as {zone}."),
    }
}

words! {
    YEAR_WRITTEN = "年はログに書かれています。", "Years are written in the log.";
    YEAR_DOUBT = "送られてきたファイルの日付は記録の日付と違うことがありますので、年をお客様にご確認ください。",
        " The date of a file that was sent on may not be that of the log: ask which year it is.";
    CHANGE_YEAR = "このファイルの年やタイムゾーンを変える", "Change the year or the zone of this file";
    CHANGE_ZONE = "このファイルのタイムゾーンを変える", "Change the zone of this file";
    FILE_ZONE = "時差の書かれていない時刻のタイムゾーン(「設定」の「時刻の表示」で、ほかの地域の時刻に直せます)",
        "Time zone of times without an offset (“Clock” in the settings can then convert them)";
    FILE_ZONE_UNKNOWN = "指定なし", "Not specified";
    FILE_DAY = "このファイルが書かれた頃の日付(空にすると元の推定に戻ります)",
        "A day near which this file was written (leave empty to use the guess)";
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
    if let FileProblem::Binary { kind: Some(kind) } = problem
        && let Some(said) = no_log(kind)
    {
        let said = lang.of(said);
        return match lang {
            Lang::Ja => format!("「{path}」は{said}"),
            Lang::En => format!("“{path}” is {said}"),
        };
    }
    match lang {
        Lang::Ja => problem_ja(problem, &path, file),
        Lang::En => problem_en(problem, &path, file),
    }
}

/// As core names it.
const JOURNAL_KIND: &str = "systemd journal";

/// Kinds of files, as core names them, that logs may be in.
fn is_packed(kind: &str) -> bool {
    [
        "7-Zip",
        "RAR",
        "Microsoft Cabinet",
        "LHA",
        "LZ4",
        "LZMA",
        "lzip",
        "cpio",
        "ISO 9660",
    ]
    .contains(&kind)
}

/// What a file of such a kind is, and what to do.
fn no_log(kind: &str) -> Option<logyomi_sections::Words> {
    Some(match kind {
        "ZIP in parts" => ZIP_IN_PARTS,
        "Windows event log" => EVENT_LOG,
        "pcap" | "pcapng" => PACKETS,
        "SQLite" => SQLITE,
        _ => return None,
    })
}

words! {
    ZIP_IN_PARTS = "分割された zip の一部のようです。すべての分割ファイルをそろえて展開してから、中のログをお選びください。", "a part of a zip in several parts. Unpack it with all its parts together, and choose the logs inside.";
    EVENT_LOG = " Windows のイベントログ(バイナリー形式)で、この形式は読み取れません。Windows の「イベント ビューアー」で開いてご確認ください。syslog で転送されたイベントの記録でしたら、読み取れます。", "the event log of Windows in its binary form, which cannot be read here. Open it in Windows' Event Viewer. Events that were sent over syslog can be read here.";
    PACKETS = "通信を記録したパケットキャプチャーで、ログではありません。Wireshark などで開いてご確認ください。ここでは、ログのテキストファイルをお選びください。", "a capture of network packets and no log. Open it with a program such as Wireshark; choose the log as a text file here.";
    SQLITE = " SQLite のデータベースです。ログが入っているものでしたら、CSV などのテキストに書き出してからお選びください。", "an SQLite database. If it holds a log, export that as text (CSV) and choose the result.";
}

/// The command that tells whether the original is sound.
fn check(file: &FileReport) -> &'static str {
    match file.container.as_deref() {
        Some("zip") => "unzip -t",
        Some("bzip2") => "bzip2 -t",
        Some("xz") => "xz -t",
        Some("zstd") => "zstd -t",
        Some(kind) if kind.starts_with("tar") => "tar -tf",
        _ => "gzip -t",
    }
}

/// The command that unpacks what takes much memory.
fn unpack(file: &FileReport) -> &'static str {
    match file.container.as_deref() {
        Some("xz" | "tar.xz") => "xz -d",
        _ => "zstd -d --long=31",
    }
}

/// What of a file ends too early, or is damaged.
fn packed(file: &FileReport, lang: Lang) -> &'static str {
    lang.of(match file.archive {
        Some(_) => ARCHIVED,
        None => PACKED,
    })
}

words! {
    PACKED = "圧縮データ", "packed data";
    ARCHIVED = "書庫のデータ", "archive data";
}

fn problem_ja(problem: &FileProblem, path: &str, file: &FileReport) -> String {
    match problem {
        FileProblem::Empty => format!(
            "「{path}」は空のファイルです。受け渡しの途中で中身が失われていないか、元のサーバー上でのサイズをご確認ください。"
        ),
        FileProblem::Binary { kind: Some(kind) } if kind == JOURNAL_KIND => format!(
            "「{path}」は systemd のジャーナル(バイナリー形式)です。そのままでは読み取れませんので、サーバー上で journalctl -o short-iso --file=ファイル名 を実行し、その出力をお選びください。"
        ),
        FileProblem::Binary { kind: Some(kind) } if is_packed(kind) => format!(
            "「{path}」は {} 形式でまとめられたファイルで、この形式は開けません。展開してから、中のログをお選びください。",
            visible(kind)
        ),
        FileProblem::Binary { kind: Some(kind) } => format!(
            "「{path}」は {} 形式のデータのようですので、読み取りませんでした。ログのテキストファイルをお送りいただけるよう、お客様にご依頼ください。",
            visible(kind)
        ),
        FileProblem::Binary { kind: None } => format!(
            "「{path}」はテキストではないため、読み取りませんでした。ログファイルそのものかどうかをご確認ください。"
        ),
        FileProblem::Truncated { read } => format!(
            "「{path}」の{}は途中で切れています。取り出せた {} 分だけを読み取りました。続きが必要な場合は、もう一度コピーしていただいてください。",
            packed(file, Lang::Ja),
            bytes(*read)
        ),
        FileProblem::Damaged { read } => format!(
            "「{path}」の{}は壊れています。取り出せた {} 分だけを読み取りましたが、その中の文字(IP アドレスなど)も変わっている可能性があります。このファイルだけを根拠に接続元を遮断しないでください。サーバー上で {} を実行し、元のファイルが壊れていないかをご確認ください。",
            packed(file, Lang::Ja),
            bytes(*read),
            check(file)
        ),
        FileProblem::Garbage { bytes: behind } => format!(
            "「{path}」の{}の後ろに、それとは別のものが {} 付いています。その前にある内容はすべて読み取りました。受け渡しの途中で何かが書き足されていないかをご確認ください。",
            packed(file, Lang::Ja),
            bytes(*behind)
        ),
        FileProblem::TooLarge { most } => format!(
            "「{path}」は展開すると {} を超えるため、そこまでで読み取りを止めました。続きも調べるには、サーバー上で展開してから、期間を分けてお選びください。",
            bytes(*most)
        ),
        FileProblem::TooTight { most, read } => format!(
            "「{path}」は展開すると元の {} 倍を超える大きさになります。通常のログではあり得ない比率(圧縮爆弾の疑い)のため、{} まで読み取ったところで止めました。本物のログでしたら、サーバー上で展開してからお選びください。",
            grouped(*most),
            bytes(*read)
        ),
        FileProblem::TooMuchMemory { most } => format!(
            "「{path}」の展開には {} を超えるメモリーが必要なため、読み取りを止めました。ファイルが壊れているわけではありません。サーバー上で {} を実行して展開し、できたファイルをお選びください。",
            bytes(*most),
            unpack(file)
        ),
        FileProblem::TooManyFiles { most } => format!(
            "「{path}」には {} 個を超えるファイルが入っているため、そこまでで確認を止めました。ログのフォルダーだけをまとめ直してお送りいただけるよう、お客様にご依頼ください。",
            grouped(*most)
        ),
        FileProblem::Changed { missing } => format!(
            "「{path}」は読み取りの間に短くなり、{} が失われていました(ログの切り替えや上書きが考えられます)。読み取れた分は集計に含めています。もう一度読み取るか、写しを取ってからお選びください。",
            bytes(*missing)
        ),
        FileProblem::LongLines { count } => format!(
            "「{path}」には 64 KiB を超える行が {} 行あり、先頭の 64 KiB だけを読み取りました。極端に長い行は、プログラムの不具合を突く攻撃の跡であることもあります。",
            grouped(*count)
        ),
        FileProblem::InvalidText { lines } => format!(
            "「{path}」には、{} として正しくない文字を含む行が {} 行あります。その文字は � で表示しています。文字コードの混在のほか、外部から送り込まれたデータがそのまま記録された可能性もあります。",
            visible(&file.encoding),
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
        FileProblem::Attached { count, names } => format!(
            "「{path}」に添付されたファイルのうち {} 個は、圧縮ファイルや画像などのため、メールの中からは読み取れません: {}。ログが入っている場合は、メールから保存し、保存したファイルをお選びください。",
            grouped(*count),
            listed(names, *count, "、")
        ),
    }
}

fn problem_en(problem: &FileProblem, path: &str, file: &FileReport) -> String {
    match problem {
        FileProblem::Empty => format!(
            "“{path}” is empty. Check its size on the server: the content may have been lost on the way."
        ),
        FileProblem::Binary { kind: Some(kind) } if kind == JOURNAL_KIND => format!(
            "“{path}” is systemd's journal in its binary form, which cannot be read here. Run journalctl -o short-iso --file=NAME on the server and choose what it prints."
        ),
        FileProblem::Binary { kind: Some(kind) } if is_packed(kind) => format!(
            "“{path}” is packed as {}, which is not unpacked here. Unpack it and choose the logs inside.",
            visible(kind)
        ),
        FileProblem::Binary { kind: Some(kind) } => format!(
            "“{path}” looks like {} data and was not read. Ask the customer for the log as a text file.",
            visible(kind)
        ),
        FileProblem::Binary { kind: None } => {
            format!("“{path}” is not text and was not read. Check that it is the log file itself.")
        }
        FileProblem::Truncated { read } => format!(
            "The {} of “{path}” ends too early. The {} that could be unpacked were read. If you need the rest, have the file copied again.",
            packed(file, Lang::En),
            bytes(*read)
        ),
        FileProblem::Damaged { read } => format!(
            "The {} of “{path}” is damaged. The {} that could be unpacked were read, but what they say (addresses, too) may have changed: do not block anybody on this file alone. Run {} on the server to see whether the original is sound.",
            packed(file, Lang::En),
            bytes(*read),
            check(file)
        ),
        FileProblem::Garbage { bytes: behind } => format!(
            "After the end of the {} of “{path}” there are {} that do not belong to it. All that stands before was read. Check whether something was added on the way.",
            packed(file, Lang::En),
            bytes(*behind)
        ),
        FileProblem::TooLarge { most } => format!(
            "“{path}” unpacks to more than {}; reading stopped there. To see the rest, unpack it on the server and choose it in parts.",
            bytes(*most)
        ),
        FileProblem::TooTight { most, read } => format!(
            "“{path}” unpacks to more than {} times its size, which no ordinary log does (it may be a decompression bomb); reading stopped after {}. If it is a real log, unpack it on the server and choose that.",
            grouped(*most),
            bytes(*read)
        ),
        FileProblem::TooMuchMemory { most } => format!(
            "“{path}” takes more than {} of memory to unpack; reading stopped there. It is not damaged: run {} on the server and choose the file that this makes.",
            bytes(*most),
            unpack(file)
        ),
        FileProblem::TooManyFiles { most } => format!(
            "“{path}” holds more than {} files; looking stopped there. Ask the customer for an archive of the log folder alone.",
            grouped(*most)
        ),
        FileProblem::Changed { missing } => format!(
            "“{path}” became shorter while it was read, and {} are missing (it may have been rotated or overwritten). What could be read is counted. Read it again, or choose a copy of it.",
            bytes(*missing)
        ),
        FileProblem::LongLines { count } => format!(
            "“{path}” has lines longer than 64 KiB ({} in all); only the first 64 KiB of each were read. Lines of such length can be the trace of an attack on a program's weakness.",
            grouped(*count)
        ),
        FileProblem::InvalidText { lines } => format!(
            "“{path}” has characters that are not valid {0} (lines: {1}); they are shown as �. The file may mix encodings, or data sent from outside was logged as it came.",
            visible(&file.encoding),
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
        FileProblem::Attached { count, names } => format!(
            "“{path}” has attachments that cannot be read inside the mail, because they are packed or not text ({} in all): {}. If there is a log in them, save them from the mail and choose the saved files.",
            grouped(*count),
            listed(names, *count, ", ")
        ),
    }
}

words! {
    WHY_NO_LOG = "ログの行がないテキスト", "text without lines of a log";
    WHY_BINARY = "テキストではないデータ(画像・プログラムなど)", "not text (images, programs …)";
    WHY_JOURNAL = "systemd のジャーナル(バイナリー形式。journalctl -o short-iso の出力をご用意ください)", "systemd's journal in its binary form (have journalctl -o short-iso print it)";
    WHY_EMPTY = "空のファイル", "empty files";
    WHY_LINK = "リンク", "links";
    WHY_SPECIAL = "通常のファイルではないもの(デバイスなど)", "no ordinary files (devices …)";
    WHY_SPARSE = "穴のあるファイル(sparse 形式。展開してからお選びください)", "files with holes, kept without them (sparse; unpack them first)";
    WHY_ENCRYPTED = "パスワードで保護されたファイル(展開してからお選びください)", "files behind a password (unpack them first)";
    WHY_METHOD = "対応していない圧縮方式のファイル(展開してからお選びください)", "files packed in a way that is not known here (unpack them first)";
    WHY_NESTING = "入れ子が 3 段を超える書庫(展開してからお選びください)", "archives more than 3 deep in each other (unpack them first)";
    WHY_TOO_LARGE = "書庫の中の 32 MiB を超える zip(取り出してからお選びください)", "zips of more than 32 MiB inside the archive (take them out first)";
    WHY_DAMAGED = "壊れているファイル", "damaged files";
}

/// `40 of 312 files were read.`
pub fn archive(archive: &Archive, lang: Lang) -> String {
    let read = grouped(archive.read);
    match lang {
        Lang::Ja => {
            let files = grouped(archive.files);
            format!("中のファイル {files} 個のうち、ログと思われるものは {read} 個です。")
        }
        Lang::En => {
            let files = plural(archive.files, "file", "files");
            let look = match archive.read {
                1 => "looks like a log",
                _ => "look like logs",
            };
            format!("Of {files} inside, {read} {look}.")
        }
    }
}

/// `272 images: a.png, b.png …`
pub fn skipped(files: &SkippedFiles, lang: Lang) -> String {
    let why = lang.of(match files.why.as_str() {
        "no-log" => WHY_NO_LOG,
        "binary" => WHY_BINARY,
        "journal" => WHY_JOURNAL,
        "empty" => WHY_EMPTY,
        "link" => WHY_LINK,
        "special" => WHY_SPECIAL,
        "sparse" => WHY_SPARSE,
        "encrypted" => WHY_ENCRYPTED,
        "method" => WHY_METHOD,
        "nesting" => WHY_NESTING,
        "too-large" => WHY_TOO_LARGE,
        _ => WHY_DAMAGED,
    });
    let (count, size) = (grouped(files.count), bytes(files.bytes));
    let names = |between| listed(&files.names, files.count, between);
    match lang {
        Lang::Ja => format!("{why}: {count} 個({size}): {}", names("、")),
        Lang::En => format!("{why}: {count} ({size}): {}", names(", ")),
    }
}

/// `a.png, b.png …`: the first of so many.
fn listed(names: &[String], count: u64, between: &str) -> String {
    let shown: Vec<_> = names.iter().map(|name| visible(name)).collect();
    let more = if count > names.len() as u64 {
        " …"
    } else {
        ""
    };
    shown.join(between) + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_log_says_what_it_is_and_what_to_do() {
        let check = |kind: &str, ja: &str, en: &str| {
            let kind = Some(kind.to_owned());
            let said = |lang| {
                problem(
                    &FileProblem::Binary { kind: kind.clone() },
                    &FileReport::default(),
                    lang,
                )
            };
            assert!(said(Lang::Ja).contains(ja), "{}", said(Lang::Ja));
            assert!(said(Lang::En).contains(en), "{}", said(Lang::En));
        };
        check("RAR", "RAR 形式でまとめられた", "packed as RAR");
        check("ZIP in parts", "分割された zip", "all its parts");
        check("Windows event log", "イベント ビューアー", "Event Viewer");
        check("pcapng", "Wireshark", "network packets");
        check("SQLite", "データベース", "database");
        check("JPEG", "JPEG 形式のデータ", "looks like JPEG data");
    }
}
