//! Words of lines that are explained, and of those that are looked for again.

use logyomi_core::Status;
use logyomi_sections::Words;

use super::table::plural;
use super::{Lang, words};
use crate::number::grouped;

words! {
    EXPLAIN = "1 行を説明する", "Explain a line";
    EXPLAIN_TITLE = "ログの 1 行を説明する", "Explain a line of a log";
    EXPLAIN_LABEL = "ログの行(日時から始まる行全体でも、メッセージだけでも構いません)",
        "A line of a log (whole, or its message alone)";
    EXPLAIN_READ = "説明する", "Explain it";

    LINE = "ログの行", "The line";
    FIELD = "項目", "Field";
    VALUE = "内容", "Value";
    SECTION = "セクション", "Section";
    TIME = "日時", "Time";
    HOST = "記録したホスト", "Written by host";
    PROGRAM_OF = "プログラム", "Program";
    MEANING = "意味と対応", "What it means, and what to do";
    NO_NOTE = "この行についての説明はありません。", "There is no note on this line.";
    FIELDS_OF = "読み取った項目", "Fields that were read";
    LEGEND_ADDRESS = "二重下線の太字が接続元、点線の下線がそのほかの項目です。",
        "Bold with a double underline: where it came from. Dotted underline: the other fields.";
    ELSEWHERE = "(行の中では別の形で書かれています)", "(written in another form in the line)";

    AMBIGUOUS = "読み方が二通りあり、接続元として別々のアドレスを読み取れます。どちらが本当かはこの行だけでは分からないため、攻撃元の一覧には入れていません。前後の行と、同じ時刻のほかのログをご確認ください。この行だけを根拠に遮断や通報をしないでください。",
        "The line can be read in two ways that name different addresses. It cannot be told from this line which one is true, so neither is in the table of attackers. Look at the lines around it and at other logs of the same time, and block or report nobody because of this line alone.";
    IGNORED = "それだけでは意味を持たない行です。数には入れていますが、対応は必要ありません。前後の行をご確認ください。",
        "The line means nothing by itself. It is counted, and nothing has to be done about it: look at the lines around it.";
    ORPHAN = "直前の行の繰り返しを知らせる行です。何が繰り返されたのかは、直前の行がないと分かりません。直前の行と一緒に貼り付けてください。",
        "The line says that the one before it was repeated. Without that one nobody can tell what: paste both.";
    UNMATCHED = "ログの行ですが、Logyomi がまだ意味を知りません。必ずしも異常ではありません。行に書かれたプログラムの説明書やメッセージで検索するか、同じ時刻のほかの行をご確認ください。ログ全体では「未対応の行」に数えられます。",
        "This is a line of a log whose meaning Logyomi does not know yet. It need not be a fault. Look the message up in the manual of the program that wrote it, and look at the other lines of the same time. In a report it is counted under “Unmatched entries”.";
    UNREADABLE = "ログの行として読み取れませんでした。途中で切れていないか、行の先頭(日時やプログラム名)が欠けていないかをご確認のうえ、ログからもう一度コピーしてください。",
        "This could not be read as a line of a log. See whether it was cut off, or lacks its beginning (time, program), and copy it from the log once more.";
    PROSE = "ログの行でも、知っているコマンドの出力でもありません。コマンドの出力であれば、コマンドを入力した行(プロンプト)から貼り付けてください。",
        "This is neither a line of a log nor the output of a command that Logyomi knows. If it is an output, paste it with the line in which the command was typed (the prompt).";
    DOCUMENT = "コマンドの出力や設定ファイルの一部で、この行だけでは意味を持ちません。出力全体を「テキストを貼り付ける」から読み取らせてください。",
        "This is part of a command's output or of a configuration file, and means nothing by itself. Have the whole output read with “Paste text”.";
    NOTHING_PASTED = "行が入力されていません。ログの 1 行を貼り付けてください。",
        "There is no line. Paste one from a log.";

    SAMPLES = "付属の見本(架空のサーバーのログ)で試す", "Try a sample (logs of a server that does not exist)";
    SAMPLE_OPENED = "表示しているのは Logyomi に付属する見本です。ご自身のログを読み取ると、見本は消えます。",
        "This is a sample that comes with Logyomi. It disappears when you open a log of your own.";
    SAMPLE_BREAK_IN = "侵入された夜", "A break-in";
    SAMPLE_ATTACK = "攻撃を受けた日", "An attack day";
    SAMPLE_QUIET = "静かな日", "A quiet day";

    ALL_LINES = "この攻撃元の行をすべて探す", "Find all lines of this address";
    LINES_OF_NOTE = "接続元がこのアドレスの行と、ほかの接続元が書かれておらず、このアドレスが出てくる行です。",
        "Lines that came from this address, and lines that name it and no other one as where they came from.";
    SAVE_LINES = "すべての行をテキストで保存", "Save all lines as text";
    NO_LINES_OF = "このアドレスの行は見つかりませんでした。名前だけが書かれた行は、ここでは探せないことがあります。",
        "No line of this address was found. Lines that show only its name may not be found here.";
}

/// What to say of a line that no page reads.
pub fn unread(status: Status, is_repeat: bool) -> Words {
    match status {
        Status::Unreadable => UNREADABLE,
        Status::Prose => PROSE,
        Status::Document => DOCUMENT,
        Status::Ignored if is_repeat => ORPHAN,
        Status::Ignored => IGNORED,
        Status::Ambiguous => AMBIGUOUS,
        Status::Unmatched | Status::Matched => UNMATCHED,
    }
}

/// How much the line counts.
pub fn weight(attempts: u64, lang: Lang) -> String {
    match (attempts, lang) {
        (0, Lang::Ja) => "侵入の試みには数えません。".to_owned(),
        (0, Lang::En) => "It does not count as an attempt to get in.".to_owned(),
        (_, Lang::Ja) => format!(
            "この行だけなら、試行 {} 回と数えます(同じ接続の行がほかにもあれば、合わせて 1 回になることがあります)。",
            grouped(attempts)
        ),
        (_, Lang::En) => format!(
            "Alone it counts as {} (with other lines of the same connection it may still be one).",
            plural(attempts, "attempt", "attempts")
        ),
    }
}

/// Of the pasted lines only the first ones are explained.
pub fn lines_left(shown: usize, left: usize, lang: Lang) -> String {
    let (shown, left) = (grouped(shown as u64), left as u64);
    match lang {
        Lang::Ja => format!(
            "最初の {shown} 行だけを説明しています(残り {} 行)。まとまったログは「テキストを貼り付ける」から読み取ってください。",
            grouped(left)
        ),
        Lang::En => format!(
            "Only the first {shown} lines are explained; {} left out. Have a whole log read with “Paste text”.",
            plural(left, "line is", "lines are")
        ),
    }
}

/// How far the search for an address's lines is.
pub fn searching(percent: u64, found: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "探しています({percent}%)。これまでに {} 行見つかりました。",
            grouped(found)
        ),
        Lang::En => format!(
            "Searching ({percent} %): {} found so far.",
            plural(found, "line", "lines")
        ),
    }
}

pub fn found_lines(found: u64, shown: usize, lang: Lang) -> String {
    let left = found.saturating_sub(shown as u64);
    match (left, lang) {
        (0, Lang::Ja) => format!("{} 行見つかりました。", grouped(found)),
        (0, Lang::En) => format!("{} found.", plural(found, "line", "lines")),
        (_, Lang::Ja) => format!(
            "{} 行見つかりました。最初の {} 行を表示し、{} 行を省いています。",
            grouped(found),
            grouped(shown as u64),
            grouped(left)
        ),
        (_, Lang::En) => format!(
            "{} found: the first {} are shown, {} are left out.",
            plural(found, "line", "lines"),
            grouped(shown as u64),
            grouped(left)
        ),
    }
}

/// Stretches of files that the search could not read.
pub fn lines_unread(stretches: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "ファイルのうち {} か所を読み取れませんでした。そこにある行は含まれていません。ファイルが移動や削除をされていないかご確認のうえ、もう一度ドロップしてください。",
            grouped(stretches)
        ),
        Lang::En => format!(
            "{} could not be read, and lines there are missing. See whether the files were moved or deleted, and drop them once more.",
            plural(stretches, "stretch of the files", "stretches of the files")
        ),
    }
}

/// A field's place in the line, as the command line prints it: bytes, the first one counted as 0.
pub fn bytes_of(start: usize, end: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{start}〜{end} バイト目"),
        Lang::En => format!("bytes {start} to {end}"),
    }
}
