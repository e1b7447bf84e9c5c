//! Archives, packed files, bombs, twins: made here, read the whole way.

use crate::support::{assert_conserved, gz, plans, report};
use logyomi_core::report::{FileProblem, FileReport, Report};
use logyomi_view::{Lang, words};
use std::io::{Cursor, Write};

const ADDRESS: &str = "203.0.113.9";

/// `lines` lines of sshd, all with other pids.
fn log(lines: usize) -> Vec<u8> {
    let line = |n: usize| {
        format!(
            "Feb 24 {:02}:{:02}:{:02} web1 sshd[{}]: Invalid user admin from {ADDRESS}\n",
            n / 3600 % 24,
            n / 60 % 60,
            n % 60,
            n % 30_000 + 1
        )
    };
    (0..lines).flat_map(|n| line(n).into_bytes()).collect()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut head = tar::Header::new_gnu();
        head.set_size(bytes.len() as u64);
        head.set_mode(0o644);
        head.set_mtime(1_361_682_000);
        builder.append_data(&mut head, path, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (number, (path, bytes)) in files.iter().enumerate() {
        let method = match number % 2 {
            0 => zip::CompressionMethod::Deflated,
            _ => zip::CompressionMethod::Stored,
        };
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        writer.start_file(*path, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn file<'a>(report: &'a Report, path: &str) -> &'a FileReport {
    let known: Vec<&str> = report.files.iter().map(|file| file.path.as_str()).collect();
    let found = report.files.iter().find(|file| file.path == path);
    found.unwrap_or_else(|| panic!("{path} is none of {known:?}"))
}

fn read_lines(report: &Report) -> u64 {
    report.files.iter().map(|file| file.lines.read).sum()
}

/// Large enough that both ends of a file are far apart, and that ranges of archives are passed over.
#[test]
fn an_archive_gives_what_its_files_give() {
    let (large, small) = (log(20_000), log(7));
    let packed = gz(&small);
    let long = format!("{}/secure", "deep/".repeat(40));
    let files: Vec<(&str, &[u8])> = vec![
        ("var/log/secure", &large),
        ("var/log/secure.1", &small),
        ("var/log/secure.2.gz", &packed),
        ("image.iso", &[3; 700_000]),
        (
            &long,
            b"Feb 24 09:00:00 web1 sshd[1]: Invalid user x from 192.0.2.1\n",
        ),
        ("notes.txt", b"nothing of interest\n"),
    ];
    let alone: Vec<(&str, &[u8])> = vec![files[0], files[2], files[4]];
    let alone = report(&alone);
    let inner = tar(&files);
    for (name, bytes) in [
        ("a.tar", inner.clone()),
        ("a.tar.gz", gz(&inner)),
        ("a.zip", zip(&files)),
        ("tar-in.zip", zip(&[("a.tar", inner.as_slice())])),
        ("zip-in.tgz", gz(&tar(&[("b.zip", &zip(&files))]))),
    ] {
        let report = report(&[(name, &bytes)]);
        assert_conserved(&report);
        // `secure.1` and what is packed in `secure.2.gz` hold the same.
        let read: Vec<&str> = report
            .files
            .iter()
            .filter(|file| file.lines.read > 0)
            .map(|file| file.path.as_str())
            .collect();
        assert_eq!(read.len(), 3, "{name}: {read:?} {:?}", report.files[0]);
        assert_eq!(read_lines(&report), read_lines(&alone), "{name}");
        assert_eq!(report.attackers.len(), 2, "{name}");
        for (found, wanted) in report.attackers.iter().zip(&alone.attackers) {
            assert_eq!(
                (&found.address, found.attempts),
                (&wanted.address, wanted.attempts),
                "{name}"
            );
        }
        let archive = report
            .files
            .iter()
            .find_map(|file| file.archive.as_ref())
            .unwrap();
        assert_eq!(
            archive.files,
            archive.read + archive.skipped.iter().map(|kind| kind.count).sum::<u64>(),
            "{name}"
        );
        let why: Vec<&str> = archive
            .skipped
            .iter()
            .map(|kind| kind.why.as_str())
            .collect();
        assert_eq!(why, ["binary", "no-log"], "{name}");
    }
}

#[test]
fn a_file_in_a_tar_can_be_cut_and_one_in_a_packed_tar_cannot() {
    let inner = tar(&[("var/log/secure", &log(9000))]);
    let cuttable = |name: &str, bytes: &[u8]| {
        plans(&[(name, bytes)])
            .iter()
            .map(|plan| plan.cuttable && plan.readable)
            .collect::<Vec<_>>()
    };
    assert_eq!(cuttable("a.tar", &inner), [false, true]);
    assert_eq!(cuttable("a.tar.gz", &gz(&inner)), [false, false]);
}

#[test]
fn an_archive_that_breaks_off_keeps_what_was_read() {
    let inner = tar(&[
        ("a/secure", &log(3000)),
        ("a/secure.1", &log(3001)),
        ("a/secure.2", &log(2999)),
    ]);
    let packed = gz(&inner);
    for (name, bytes) in [
        ("a.tar", &inner[..inner.len() / 2]),
        ("a.tar.gz", &packed[..packed.len() / 2]),
    ] {
        let report = report(&[(name, bytes)]);
        assert_conserved(&report);
        assert!(
            matches!(
                report.files[0].problems[..],
                [FileProblem::Truncated { .. }]
            ),
            "{name}: {:?}",
            report.files[0]
        );
        assert_eq!(
            file(&report, &format!("{name}!/a/secure")).lines.read,
            3000,
            "{name}"
        );
        assert!(
            read_lines(&report) > 4000,
            "{name}: {}",
            read_lines(&report)
        );
    }
    let whole = zip(&[("a/secure", &log(3000))]);
    let report = report(&[("a.zip", &whole[..whole.len() - 30])]);
    assert!(
        matches!(
            report.files[0].problems[..],
            [FileProblem::Truncated { .. }]
        ),
        "{:?}",
        report.files[0]
    );
}

/// What is said of an archive, and how many lines were read.
fn said(name: &str, bytes: &[u8]) -> (Vec<FileProblem>, u64) {
    let report = report(&[(name, bytes)]);
    assert_conserved(&report);
    (
        file(&report, name).problems.clone(),
        report.files.iter().map(|file| file.lines.read).sum(),
    )
}

#[test]
fn damage_of_a_packed_tar_is_said_wherever_it_is() {
    let check = |name: &str, bytes: &[u8], expect: fn(&FileProblem) -> bool, lines: u64| {
        let (problems, read) = said(name, bytes);
        assert!(
            matches!(&problems[..], [problem] if expect(problem)),
            "{name}: {problems:?}"
        );
        assert_eq!(read, lines, "{name}");
    };
    let damaged = |problem: &FileProblem| matches!(problem, FileProblem::Damaged { .. });
    let truncated = |problem: &FileProblem| matches!(problem, FileProblem::Truncated { .. });
    let behind = |problem: &FileProblem| matches!(problem, FileProblem::Garbage { bytes: 7 });
    for lines in [20, 9000] {
        let inner = tar(&[("a/secure", &log(lines)), ("a/secure.1", &log(lines + 1))]);
        let whole = gz(&inner);
        let wrong = |from_end: usize| {
            let mut bytes = whole.clone();
            let at = bytes.len() - from_end;
            bytes[at] ^= 1;
            bytes
        };
        let all = 2 * lines as u64 + 1;
        check("crc.tar.gz", &wrong(7), damaged, all);
        check("cut.tar.gz", &whole[..whole.len() - 1], truncated, all);
        let junk = [&whole[..], b"garbage"].concat();
        check("junk.tar.gz", &junk, behind, all);
        check("junk.tar", &[&inner[..], b"garbage"].concat(), behind, all);
        check("in.zip", &zip(&[("a.tgz", &wrong(7))]), damaged, all);
        // A name of the second head; what is behind it cannot be found.
        let second = 512 + log(lines).len().next_multiple_of(512);
        let mut head = inner.clone();
        head[second] ^= 1;
        check("head.tar", &head, damaged, lines as u64);
        check("head.tar.gz", &gz(&head), damaged, lines as u64);
    }
}

#[test]
fn tars_behind_each_other_are_all_read() {
    let (one, other) = (tar(&[("secure", &log(20))]), tar(&[("maillog", &log(21))]));
    // The last 1,024 bytes are the two blocks of zeros; of which one may be missing.
    let lone = [&one[..one.len() - 512], &other[..]].concat();
    for (name, bytes) in [
        ("cat.tar", [&one[..], &other[..]].concat()),
        ("lone.tar", lone.clone()),
        (
            "filled.tar",
            [&one[..], &[0; 10_240], &other[..], &[0; 100]].concat(),
        ),
        ("lone.tar.gz", gz(&lone)),
        ("cat.tar.gz", [gz(&one), gz(&other)].concat()),
        (
            "in.zip",
            zip(&[("cat.tgz", &[gz(&one), gz(&other)].concat())]),
        ),
    ] {
        assert_eq!(said(name, &bytes), (Vec::new(), 41), "{name}");
    }
}

/// A head that says of what kind its entry is, and the entry.
fn entry(kind: u8, path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut head = tar::Header::new_gnu();
    head.set_path(path).unwrap();
    head.set_size(bytes.len() as u64);
    head.set_entry_type(tar::EntryType::new(kind));
    head.set_cksum();
    let filled = vec![0; bytes.len().next_multiple_of(512) - bytes.len()];
    [head.as_bytes(), bytes, &filled].concat()
}

#[test]
fn a_tar_may_begin_with_any_entry() {
    for kind in [b'D', b'A', b'N', b'V'] {
        let first = entry(kind, "var/log", b"Ysecure\0\0");
        let bytes = [first, entry(b'0', "var/log/secure", &log(20))].concat();
        assert_eq!(said("a.tar", &bytes), (Vec::new(), 20), "{kind}");
    }
}

#[test]
fn files_with_holes_are_named() {
    let pax = b"22 GNU.sparse.major=1\n35 GNU.sparse.name=var/log/lastlog\n";
    let packed = log(20);
    for bytes in [
        entry(b'S', "var/log/lastlog", &packed),
        [
            entry(b'x', "PaxHeaders/lastlog", pax),
            entry(b'0', "GNUSparseFile.1/lastlog", &packed),
        ]
        .concat(),
    ] {
        let report = report(&[("a.tar", &[bytes, tar(&[("secure", &log(9))])].concat())]);
        assert_eq!(read_lines(&report), 9);
        let skipped = &report.files[0].archive.as_ref().unwrap().skipped;
        assert_eq!(
            (skipped[0].why.as_str(), &skipped[0].names[0][..]),
            ("sparse", "var/log/lastlog")
        );
        named(&report, "sparse");
    }
}

/// As programs write it that pack into a pipe: the end record of a large zip, though all figures fit.
fn with_large_end(zip: &[u8]) -> Vec<u8> {
    let end = zip.len() - 22;
    let figure =
        |at: usize| u64::from(u32::from_le_bytes(zip[end + at..][..4].try_into().unwrap()));
    let files = u64::from(u16::from_le_bytes([zip[end + 10], zip[end + 11]]));
    let mut large = b"PK\x06\x06".to_vec();
    large.extend(44_u64.to_le_bytes());
    large.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for figure in [files, files, figure(12), figure(16)] {
        large.extend(figure.to_le_bytes());
    }
    large.extend(b"PK\x06\x07\0\0\0\0");
    large.extend((end as u64).to_le_bytes());
    large.extend(1_u32.to_le_bytes());
    [&zip[..end], &large, &zip[end..]].concat()
}

#[test]
fn the_list_of_a_zip_is_found_wherever_it_ends() {
    let plain = zip(&[("a/secure", &log(20)), ("a/secure.1", &log(21))]);
    let comment = |text: &[u8]| {
        let length = (text.len() as u16).to_le_bytes();
        [&plain[..plain.len() - 2], &length, text].concat()
    };
    let behind = |bytes| vec![FileProblem::Garbage { bytes }];
    let junk = vec![b'x'; 70_000];
    let large = with_large_end(&plain);
    for (name, bytes, problems) in [
        ("large.zip", large.clone(), vec![]),
        ("comment.zip", comment(b"a comment"), vec![]),
        (
            "magic.zip",
            comment(b"PK\x05\x06 in a comment of some length"),
            vec![],
        ),
        ("short.zip", comment(b"PK\x05\x06"), vec![]),
        ("long.zip", comment(&junk[..65_535]), vec![]),
        ("junk.zip", [&plain[..], &junk].concat(), behind(70_000)),
        ("before.zip", [&plain[..4], &junk, &plain].concat(), vec![]),
        ("in.tar", tar(&[("in.zip", &large)]), vec![]),
        (
            "junk.tar",
            tar(&[("in.zip", &[&plain[..], b"xyz"].concat())]),
            behind(3),
        ),
    ] {
        assert_eq!(said(name, &bytes), (problems, 41), "{name}");
    }
}

/// Every limit is named, in both languages, with its figure.
fn named(report: &Report, figure: &str) {
    for lang in [Lang::Ja, Lang::En] {
        let said = report.files.iter().flat_map(|file| {
            let problems = file
                .problems
                .iter()
                .map(move |problem| words::problem(problem, file, lang));
            let skipped = file.archive.iter().flat_map(|archive| &archive.skipped);
            problems.chain(skipped.map(move |files| words::skipped(files, lang)))
        });
        let said: Vec<String> = said.collect();
        assert!(
            said.iter().any(|sentence| sentence.contains(figure)),
            "{figure}: {said:#?}"
        );
    }
}

#[test]
fn a_bomb_is_stopped_and_named() {
    let mut packer =
        lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).unwrap();
    let line = b"Feb 24 04:00:00 web1 sshd[1]: Invalid user admin from 203.0.113.9\n";
    packer.write_all(line).unwrap();
    let block = [b'x'; 1 << 20];
    for _ in 0..260 {
        packer.write_all(&block).unwrap();
    }
    let bomb = packer.finish().unwrap();
    let plain = report(&[("secure.xz", &bomb), ("good", line)]);
    assert!(
        matches!(
            plain.files[1].problems[..],
            [FileProblem::TooTight { most: 1000, .. }, ..]
        ),
        "{:?}",
        plain.files[1]
    );
    assert_eq!(plain.files[1].lines.matched, 1, "what was read is kept");
    assert_eq!(file(&plain, "good").lines.matched, 1);
    named(&plain, "1,000");
    let inside = report(&[(
        "a.tar",
        &tar(&[("var/log/secure.xz", &bomb), ("var/log/messages", line)]),
    )]);
    named(&inside, "1,000");
    assert_eq!(file(&inside, "a.tar!/var/log/messages").lines.matched, 1);
}

#[test]
fn archives_in_archives_end_somewhere() {
    let mut inner = tar(&[("secure", &log(2))]);
    for _ in 0..2 {
        inner = gz(&tar(&[("secure", &log(1)), ("more.tar.gz", &inner)]));
    }
    let three = report(&[("a.tar.gz", &inner)]);
    assert_eq!(
        read_lines(&three),
        1 + 2,
        "the two logs of one line hold the same"
    );
    let four = gz(&tar(&[("more.tar.gz", &inner)]));
    let four = report(&[("a.tar.gz", &four)]);
    assert_eq!(read_lines(&four), 1);
    assert_eq!(
        four.files[0].archive.as_ref().unwrap().skipped[0].why,
        "nesting"
    );
    named(&four, "3");
}

#[test]
fn more_files_than_are_looked_at_are_said() {
    let names: Vec<String> = (0..50_005).map(|n| format!("f/{n}")).collect();
    let mut files: Vec<(&str, &[u8])> = vec![(
        "f/log/secure",
        b"Feb 24 04:00:00 web1 sshd[1]: Invalid user a from 192.0.2.1\n",
    )];
    files.extend(names.iter().map(|name| (name.as_str(), &b"x"[..])));
    for (name, bytes) in [("many.tar", tar(&files)), ("many.zip", zip(&files))] {
        let report = report(&[(name, &bytes)]);
        assert_eq!(read_lines(&report), 1, "{name}");
        named(&report, "50,000");
    }
}

#[test]
fn files_of_a_zip_that_lie_in_each_other_are_refused() {
    let mut bytes = zip(&[("a/secure", &log(500)), ("a/secure.1", &log(501))]);
    // The second file's place in the list becomes the first one's.
    let list = bytes
        .windows(4)
        .rposition(|head| head == b"PK\x01\x02")
        .unwrap();
    bytes[list + 42..list + 46].fill(0);
    let report = report(&[("a.zip", &bytes)]);
    assert_eq!(read_lines(&report), 500);
    let skipped = &report.files[0].archive.as_ref().unwrap().skipped;
    assert_eq!((skipped[0].why.as_str(), skipped[0].count), ("damaged", 1));
}

#[test]
fn what_hostile_heads_claim_fails_nothing() {
    let mut bytes = tar(&[("a/secure", &log(10)), ("b/secure.1", &log(11))]);
    // A size of 2^70, as a number of 256.
    bytes[124..136].copy_from_slice(&[
        0x80, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
    ]);
    let sum: u64 = bytes[..512]
        .iter()
        .enumerate()
        .map(|(at, byte)| {
            if (148..156).contains(&at) {
                32
            } else {
                u64::from(*byte)
            }
        })
        .sum();
    bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_conserved(&report(&[("a.tar", &bytes), ("b.tar.gz", &gz(&bytes))]));
    let whole = zip(&[("a/secure", &log(10)), ("b/secure.1", &log(11))]);
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] = 0xFF;
        assert_conserved(&report(&[("a.zip", &bytes)]));
    }
}

#[test]
fn the_same_content_counts_once() {
    let (large, other) = (log(20_000), log(20_001));
    let packed = gz(&large);
    let archive = gz(&tar(&[("var/log/secure", &large)]));
    let report = report(&[
        ("secure", &large),
        ("copy/secure", &large),
        ("old/secure.gz", &packed),
        ("sos.tar.gz", &archive),
        ("new/secure", &other),
    ]);
    let read: Vec<&str> = report
        .files
        .iter()
        .filter(|file| file.lines.read > 0)
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(read, ["copy/secure", "new/secure"]);
    let twins = report.files.iter().filter(|file| {
        file.problems
            == [FileProblem::SameAs {
                path: "copy/secure".into(),
            }]
    });
    assert_eq!(twins.count(), 3);
}

#[test]
fn any_order_of_archives_gives_the_same() {
    let archive = gz(&tar(&[
        ("b/secure", &log(40)),
        ("a/secure", &log(50)),
        ("a/secure-20130210", &log(60)),
    ]));
    let other = zip(&[
        (
            "z/maillog",
            b"Feb 24 04:00:00 mx dovecot: auth: passwd-file(a,192.0.2.7): unknown user\n",
        ),
        ("a/secure", &log(70)),
    ]);
    let json = |files: &[(&str, &[u8])]| logyomi_view::json::json(&report(files));
    assert_eq!(
        json(&[("1.tar.gz", &archive), ("2.zip", &other)]),
        json(&[("2.zip", &other), ("1.tar.gz", &archive)])
    );
}

/// What was lost on the way before it was packed must not look like a quiet day.
#[test]
fn a_packed_file_without_content_is_said_to_be_empty() {
    let problems = |bytes: &[u8]| report(&[("secure.gz", bytes)]).files[0].problems.clone();
    let empty = gz(b"");
    assert_eq!(problems(&empty), [FileProblem::Empty]);
    let cut = problems(&empty[..empty.len() - 4]);
    assert!(matches!(cut[..], [FileProblem::Truncated { .. }]));
}
