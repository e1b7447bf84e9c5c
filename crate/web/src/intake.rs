//! What the reader gives: files and folders, dropped or chosen, and pasted text.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{
    DataTransfer, DataTransferItem, File, FileList, FileSystemDirectoryEntry,
    FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
};

/// A file and the path it is shown under.
#[derive(Clone)]
pub struct Source {
    pub path: String,
    pub file: File,
    /// Whether the file's date is one: a pasted text has that of the moment.
    pub dated: bool,
}

impl Source {
    /// Under its path in the chosen folder, where there is one.
    pub fn of(file: File) -> Source {
        let folder = js_sys::Reflect::get(&file, &"webkitRelativePath".into())
            .ok()
            .and_then(|path| path.as_string());
        let path = folder
            .filter(|path| !path.is_empty())
            .unwrap_or_else(|| file.name());
        Source {
            path,
            file,
            dated: true,
        }
    }
}

pub fn chosen(files: Option<FileList>) -> Vec<Source> {
    let files = files.map(gloo::file::FileList::from);
    let files = files.iter().flat_map(|files| files.iter());
    files
        .map(|file| Source::of(File::clone(file.as_ref())))
        .collect()
}

/// A text as the `number`th pasted file.
pub fn pasted(text: &str, number: usize) -> Source {
    self::text(&format!("paste-{number}.log"), text)
}

/// A text under a path.
pub fn text(path: &str, text: &str) -> Source {
    let file = gloo::file::File::new(path, text);
    Source {
        path: path.to_owned(),
        file: File::clone(file.as_ref()),
        dated: false,
    }
}

/// What was dropped. The browser forgets its items when the event is over, so they are taken at once;
/// walking the folders comes after.
pub fn dropped(transfer: &DataTransfer) -> impl Future<Output = Vec<Source>> + use<> {
    let items = transfer.items();
    let items = (0..items.length())
        .filter_map(|at| items.get(at))
        .filter(|item| item.kind() == "file");
    let entries = items.filter_map(entry).collect::<Vec<_>>();
    let files = chosen(transfer.files());
    async move {
        if entries.is_empty() {
            return files;
        }
        let mut sources = Vec::new();
        for entry in entries {
            walk(entry, &mut sources).await;
        }
        sources
    }
}

fn entry(item: DataTransferItem) -> Option<FileSystemEntry> {
    item.webkit_get_as_entry().ok().flatten()
}

/// All files below. An entry that cannot be opened is left out: it has no bytes to speak of.
async fn walk(entry: FileSystemEntry, sources: &mut Vec<Source>) {
    let mut open = vec![entry];
    while let Some(entry) = open.pop() {
        if entry.is_directory() {
            open.extend(children(entry.unchecked_ref()).await);
        } else if let Some(file) = file(entry.unchecked_ref()).await {
            let path = entry.full_path().trim_start_matches('/').to_owned();
            sources.push(Source {
                path,
                file,
                dated: true,
            });
        }
    }
}

async fn file(entry: &FileSystemFileEntry) -> Option<File> {
    let promise =
        Promise::new(&mut |found, failed| entry.file_with_callback_and_callback(&found, &failed));
    promise.await.ok()?.dyn_into().ok()
}

/// `readEntries` gives a hundred at a time, and nothing when there are no more.
async fn children(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    while let Some(more) = batch(&reader).await.filter(|more| more.length() > 0) {
        entries.extend(more.iter().map(FileSystemEntry::unchecked_from_js));
    }
    entries
}

async fn batch(reader: &FileSystemDirectoryReader) -> Option<Array> {
    let promise = Promise::new(&mut |found, failed| {
        // A reader that cannot be asked has nothing to give.
        if reader
            .read_entries_with_callback_and_callback(&found, &failed)
            .is_err()
        {
            let _ = failed.call0(&JsValue::UNDEFINED);
        }
    });
    promise.await.ok()?.dyn_into().ok()
}
