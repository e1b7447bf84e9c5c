//! The installed LogWatch, run on one file alone.
//!
//! LogWatch reads its settings from one folder that no option moves. So its main script is run from a copy whose
//! `$ConfigDir` is a folder of ours, where an `override.conf` empties all groups of log files but the service's own.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Where LogWatch's scripts and settings lie.
const BASE: &str = "/usr/share/logwatch";

/// What the script says of its settings' folder.
const SETTING: &str = "my $ConfigDir = \"/etc/logwatch\";";

pub struct LogWatch {
    /// LogWatch lower-cases paths in its settings: this one has no capitals.
    folder: PathBuf,
}

impl LogWatch {
    pub fn installed() -> Result<LogWatch> {
        let script = format!("{BASE}/scripts/logwatch.pl");
        let Ok(text) = fs::read_to_string(&script) else {
            bail!(
                "LogWatch is not installed ({script} is missing): apt install logwatch, or dnf install logwatch"
            );
        };
        if !text.contains(SETTING) {
            bail!("{script} does not set {SETTING}: this command knows LogWatch 7.7");
        }
        let folder = std::env::temp_dir().join(format!("logyomi-logwatch-{}", std::process::id()));
        for part in [
            "tmp",
            "conf/services",
            "conf/logfiles",
            "scripts/services",
            "scripts/shared",
        ] {
            fs::create_dir_all(folder.join(part))?;
        }
        let ours = format!("my $ConfigDir = \"{}\";", folder.display());
        fs::write(folder.join("logwatch.pl"), text.replace(SETTING, &ours))?;
        Ok(LogWatch { folder })
    }

    /// What LogWatch prints of a file for a service, with all details.
    pub fn report(&self, service: &str, file: &Path) -> Result<String> {
        self.give(service, file)?;
        self.read(service)
            .with_context(|| file.display().to_string())
    }

    /// Sets the file before it.
    pub fn give(&self, service: &str, file: &Path) -> Result<()> {
        let group = group(service)?;
        let log = self.folder.join("log");
        // A copy, because the file's own path may have capitals.
        fs::copy(file, &log).with_context(|| file.display().to_string())?;
        fs::write(
            self.folder.join("conf/override.conf"),
            self.settings(service, &group, &log)?,
        )?;
        Ok(())
    }

    /// What it prints of the file before it.
    pub fn read(&self, service: &str) -> Result<String> {
        let output = Command::new("perl")
            .arg(self.folder.join("logwatch.pl"))
            .args([
                "--range", "all", "--detail", "High", "--output", "stdout", "--format", "text",
            ])
            .args(["--numeric", "--hostname", "host", "--service", service])
            .env("PERL_HASH_SEED", "0")
            .current_dir(&self.folder)
            .output()
            .context("perl, which LogWatch is written in, cannot be run")?;
        if !output.status.success() {
            bail!(
                "LogWatch failed:\n{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(body(&String::from_utf8_lossy(&output.stdout)))
    }

    fn settings(&self, service: &str, group: &str, log: &Path) -> Result<String> {
        let mut text = format!(
            "logwatch: TmpDir = \"{}/tmp\"\nlogwatch: AppendVarLogToLogDirs = no\nlogwatch: AppendVarAdmToLogDirs = no\n",
            self.folder.display()
        );
        for other in groups()? {
            text += &format!("logfiles/{other}: LogFile =\nlogfiles/{other}: Archive =\n");
        }
        text += &format!("logfiles/{group}: LogFile = \"{}\"\n", log.display());
        text += &format!("services/{service}: LogFile =\nservices/{service}: LogFile = {group}\n");
        Ok(text)
    }
}

impl Drop for LogWatch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// LogWatch's settings come in two layers: upstream's, then the distribution's.
fn layers() -> impl Iterator<Item = PathBuf> {
    ["default.conf", "dist.conf"]
        .into_iter()
        .map(|layer| Path::new(BASE).join(layer))
}

/// All groups of log files.
fn groups() -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for layer in layers() {
        let Ok(files) = layer.join("logfiles").read_dir() else {
            continue;
        };
        for file in files {
            if let Some(name) = file?.file_name().to_string_lossy().strip_suffix(".conf") {
                names.insert(name.to_owned());
            }
        }
    }
    Ok(names)
}

/// The group of log files that the service reads; an empty setting takes back those before it.
fn group(service: &str) -> Result<String> {
    let texts = layers().filter_map(|layer| {
        fs::read_to_string(layer.join(format!("services/{service}.conf"))).ok()
    });
    first_group(&texts.collect::<String>())
        .with_context(|| format!("LogWatch has no service {service:?} that reads a log file"))
}

fn first_group(settings: &str) -> Option<String> {
    let mut groups = Vec::new();
    for line in settings.lines() {
        let Some((key, value)) = line.split('#').next().and_then(|line| line.split_once('='))
        else {
            continue;
        };
        if !key.trim().eq_ignore_ascii_case("logfile") {
            continue;
        }
        match value.trim().trim_matches('"') {
            "" => groups.clear(),
            group => groups.push(group.to_owned()),
        }
    }
    groups.into_iter().next()
}

/// Without LogWatch's own head and foot.
fn body(text: &str) -> String {
    let from = text.find(" Begin ---").map_or(text.len(), |at| {
        text[..at].rfind('\n').map_or(0, |line| line + 1)
    });
    let lines = text[from..]
        .lines()
        .filter(|line| !line.contains("# Logwatch End #"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_group_that_is_not_taken_back() {
        assert_eq!(
            first_group("Title = \"X\"\nLogFile = secure\nLogFile = auth\n").as_deref(),
            Some("secure")
        );
        assert_eq!(
            first_group("LogFile = secure\nLogFile =\nLogFile = auth # Debian\n").as_deref(),
            Some("auth")
        );
        assert_eq!(first_group("# LogFile = secure\n"), None);
    }

    #[test]
    fn head_and_foot_are_taken_off() {
        let text = " ################### Logwatch 7.7 (07/22/22) ####################\n Date Range: all\n\n \
                    --------- Cron Begin ---------\n\n a: 1 Time(s)\n \n --------- Cron End ---------\n\n \
                    ###################### Logwatch End #########################\n";
        assert_eq!(
            body(text),
            " --------- Cron Begin ---------\n\n a: 1 Time(s)\n \n --------- Cron End ---------\n\n"
        );
    }
}
