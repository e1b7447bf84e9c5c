//! Words of the mail to a provider.

use super::{Lang, words};
use crate::letter::{Doubt, NoMail};
use crate::number::grouped;

words! {
    ADDRESS = "送信元アドレス", "Source address";
    PORT = "送信元ポート", "Source port";
    PORT_IN_LINES = "下記のログにある port の後の数字です(記録のあるもののみ)", "the number after “port” in the lines below, where it was recorded";
    FIRST = "最初の日時", "First seen";
    LAST = "最後の日時", "Last seen";
    ZONE = "ログのタイムゾーン", "Time zone of the log";
    ZONE_OPEN = "【ご記入ください。例: 日本標準時(UTC+09:00)】", "[please fill in, for example UTC+09:00]";
    CLOCK = "時計の同期", "Clock";
    CLOCK_OPEN = "【NTP などで同期していたかどうかをご記入ください】", "[please fill in whether it was synchronised by NTP]";
    ATTEMPTS = "試行回数", "Attempts";
    SERVICES = "対象のサービス", "Services";
    LINES = "■ ログの抜粋\n1 行が 1 件の記録です。左から、日時、当方のサーバー名、プログラム名、内容の順です(Web サーバーのログは、先頭が送信元アドレスです)。",
        "* Lines of the log\nEach line is one record: moment, our host, program, message (in logs of web servers the source address stands first).";
    WISH = "■ お願い\n該当する機器またはご契約者の状況をご確認いただき、必要な対応をお取りくださいますようお願いいたします。対応の結果をお知らせいただけますと幸いです。\n上記は記録の一部です。詳しい記録が必要でしたら、ご連絡ください。\n\n【組織名・お名前・ご連絡先】\n",
        "* What we ask\nPlease look into the machine or the customer behind this address, and take the measures that are needed. We would be glad to hear of the outcome.\nThe lines above are a part of the record; more can be sent on request.\n\n[organisation, name, how to reach you]\n";
    ASK_WHOIS = "管理者と連絡先は、次のコマンドで調べられます(結果をこの画面に貼り付けると、ここに表示されます):", "This command tells who holds the address and how to reach them (paste its answer into this page to see it here):";
    DOUBTS = "送る前にご確認ください", "Before you send this";
    DRAFT = "プロバイダーへの連絡文(下書き)", "Mail to the provider (draft)";
}

pub fn subject(address: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("【不正アクセスのご連絡】{address} からの不審な通信について"),
        Lang::En => format!("Abuse report: unauthorised access attempts from {address}"),
    }
}

pub fn opening(address: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "ネットワーク管理ご担当者様\n\n突然のご連絡にて失礼いたします。\n貴ネットワークのアドレス {address} から、当方のサーバーに対する不正なアクセスの試みと思われる通信が記録されておりますので、ご連絡いたします。\n"
        ),
        Lang::En => format!(
            "Dear abuse team,\n\nOur server has recorded what look like attempts at unauthorised access from the address {address} in your network.\n"
        ),
    }
}

pub fn doubt(doubt: &Doubt, lang: Lang) -> String {
    match (doubt, lang) {
        (Doubt::Old { days }, Lang::Ja) => format!(
            "最後の記録から {} 日経っています。プロバイダー側の記録がすでに残っていないことがあります。",
            grouped(days.unsigned_abs())
        ),
        (Doubt::Old { days }, Lang::En) => format!(
            "The last record is {} days old. The provider's own logs may be gone.",
            grouped(days.unsigned_abs())
        ),
        (Doubt::YearGuessed, Lang::Ja) => {
            "ログに年の記録がなく、年は推定です。送る前に正しい年をご確認ください。".to_owned()
        }
        (Doubt::YearGuessed, Lang::En) => {
            "The log names no year; it was guessed. Check it before you send this.".to_owned()
        }
        (Doubt::LetIn { logins }, Lang::Ja) => format!(
            "このアドレスからのログインが {} 回成功しています。お客様ご自身のアドレスでないかを、先にご確認ください。",
            grouped(*logins)
        ),
        (Doubt::LetIn { logins }, Lang::En) => format!(
            "Logins from this address worked ({}). First ask whether it is the customer's own.",
            grouped(*logins)
        ),
    }
}

pub fn no_mail(why: NoMail, address: &str, lang: Lang) -> String {
    match (why, lang) {
        (NoMail::Unknown, Lang::Ja) => format!("{address} は、このログの攻撃元の中にありません。"),
        (NoMail::Unknown, Lang::En) => format!("{address} is none of the attackers in this log."),
        (NoMail::NoAddress, Lang::Ja) => {
            format!(
                "{address} は IP アドレスではありません。名前は相手が決められるため、宛先を確かめられません。"
            )
        }
        (NoMail::NoAddress, Lang::En) => {
            format!(
                "{address} is no IP address. Names are chosen by their owners, so nobody can say whose it is."
            )
        }
        (NoMail::NotPublic, Lang::Ja) => format!(
            "{address} はインターネット上のアドレスではありません(組織内やサーバー自身のアドレスです)。ご自身のネットワークの中をお調べください。"
        ),
        (NoMail::NotPublic, Lang::En) => format!(
            "{address} is no address of the Internet (it is inside your own network, or the server itself). Look there."
        ),
    }
}
