//! Files cut into tasks: large ones into ranges, small ones together.

use logyomi_core::{FilePlan, Order, Shares, groups};
use web_sys::File;

use crate::hand::hands;
use crate::job::Piece;
use crate::pool::{Kind, Task};

/// Large enough that a worker is not asked all the time, small enough that the last one is not waited for; of a
/// large file a small part, but at most four times as much.
pub const RANGE: u64 = 8 << 20;

/// Parts of a large file for each worker: to begin one takes some milliseconds, and at the end one worker waits for the
/// other's.
const PARTS: u64 = 4;
/// A thousand small files are not a thousand messages.
const TOGETHER: u64 = 4 << 20;

/// All readable files, the largest tasks first: an archive that cannot be cut must not come last.
/// `files` are in the order of the plans.
pub fn reading(plans: &[FilePlan], files: &[File], range: u64) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut small = Vec::new();
    let shares = Shares::new(plans, hands());
    for (piece, file) in pieces(plans, files, range, &shares) {
        if piece.bytes() >= TOGETHER || is_share(&piece, plans) {
            tasks.push(Task::new(Kind::Read, vec![(piece, file)]));
            continue;
        }
        small.push((piece, file));
        if small.iter().map(|(piece, _)| piece.bytes()).sum::<u64>() >= TOGETHER
            || small.len() >= 1000
        {
            tasks.push(Task::new(Kind::Read, std::mem::take(&mut small)));
        }
    }
    if !small.is_empty() {
        tasks.push(Task::new(Kind::Read, small));
    }
    tasks.order_by_key(|task| std::cmp::Reverse(task.bytes()));
    tasks
}

/// Whether others read the same packed file.
fn is_share(piece: &Piece, plans: &[FilePlan]) -> bool {
    let plan = piece.files.first().and_then(|at| plans.get(*at as usize));
    plan.is_some_and(|plan| {
        plan.unpacked.is_some() && piece.bytes() < plan.place.end - plan.place.start
    })
}

/// Everything in order: whoever looks for the first lines finds them at the beginning.
pub fn finding(plans: &[FilePlan], files: &[File], kind: &Kind) -> Vec<Task> {
    pieces(plans, files, RANGE, &Shares::new(plans, 1))
        .map(|piece| Task::new(kind.clone(), vec![piece]))
        .collect()
}

/// All files that can be read, each from its beginning (those of a packed archive together), with the place
/// in their order; the largest first.
pub fn whole(plans: &[FilePlan], files: &[File], kind: &Kind) -> Vec<(usize, Task)> {
    let groups = groups(plans).into_iter().enumerate();
    let mut tasks: Vec<_> = groups
        .filter_map(|(at, group)| {
            let first = *group.first()? as usize;
            let place = &plans.get(first)?.place;
            let (start, end) = (0, place.end - place.start);
            let piece = Piece {
                files: group,
                start,
                end,
            };
            let task = Task::new(kind.clone(), vec![(piece, files.get(first)?.clone())]);
            Some((at, task))
        })
        .collect();
    tasks.order_by_key(|(_, task)| std::cmp::Reverse(task.bytes()));
    tasks
}

/// Each given file, also one that is not read, with its place among the plans; the largest first.
pub fn given(plans: &[FilePlan], files: &[File], kind: &Kind) -> Vec<(usize, Task)> {
    let given = plans.iter().zip(files).enumerate();
    let given = given.filter(|(_, (plan, _))| plan.is_given());
    let mut tasks: Vec<_> = given
        .map(|(at, (plan, file))| {
            let piece = Piece {
                files: vec![plan.file],
                start: 0,
                end: plan.bytes,
            };
            (at, Task::new(kind.clone(), vec![(piece, file.clone())]))
        })
        .collect();
    tasks.order_by_key(|(_, task)| std::cmp::Reverse(task.bytes()));
    tasks
}

/// Ranges of files that can be cut, shares of packed ones, and all that must be read together in one piece.
fn pieces<'a>(
    plans: &'a [FilePlan],
    files: &'a [File],
    range: u64,
    shares: &'a Shares,
) -> impl Iterator<Item = (Piece, File)> + 'a {
    groups(plans).into_iter().flat_map(move |group| {
        let first = group.first().map(|file| *file as usize);
        let first = first.and_then(|at| Some((plans.get(at)?, files.get(at)?)));
        first.into_iter().flat_map(move |(plan, file)| {
            let group = group.clone();
            let parts = PARTS * hands() as u64;
            let length = (plan.bytes / parts).clamp(range, range * 4);
            let ranges = shares.ranges(plan, length).into_iter();
            ranges.map(move |range| {
                let piece = Piece {
                    files: group.clone(),
                    start: range.start,
                    end: range.end,
                };
                (piece, file.clone())
            })
        })
    })
}
