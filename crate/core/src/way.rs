//! From the bytes of a stretch to the files that are in it: unpacked, and parted by their windows.

use crate::archive::Step;
use crate::order::Order;
use crate::unpack::{Fault, Packing, Unpacker};
use std::collections::VecDeque;

/// Whoever takes a file's own bytes.
pub(crate) trait Taker<C> {
    /// False where no more is wanted.
    fn take(&mut self, bytes: &[u8], context: &mut C) -> bool;

    /// All bytes that there are were given.
    fn end(self, fault: Option<(Fault, u64)>, context: &mut C);
}

pub(crate) enum Way<T> {
    Here(T),
    /// The unpacker is made with the first bytes.
    Unpack {
        packing: Packing,
        unpacker: Option<Box<Unpacker>>,
        inner: Box<Way<T>>,
    },
    Windows {
        at: u64,
        rest: VecDeque<Window<T>>,
    },
}

pub(crate) struct Window<T> {
    start: u64,
    end: u64,
    way: Way<T>,
}

impl<T> Way<T> {
    /// The way to all these files, which lie in one stretch; nothing where there are none.
    pub fn to(files: Vec<(&[Step], T)>) -> Option<Way<T>> {
        let first = files.first().map(|(steps, _)| steps.first().cloned())?;
        match first {
            None => files.into_iter().next().map(|(_, taker)| Way::Here(taker)),
            Some(Step::Unpack(packing)) => {
                let inner = files
                    .into_iter()
                    .filter_map(|(steps, taker)| Some((steps.get(1..)?, taker)));
                let inner = Way::to(inner.collect())?;
                Some(Way::Unpack {
                    packing,
                    unpacker: None,
                    inner: Box::new(inner),
                })
            }
            Some(Step::Window { .. }) => Some(Way::Windows {
                at: 0,
                rest: windows(files),
            }),
        }
    }

    /// The taker, where there is nothing on the way.
    pub fn here(&self) -> Option<&T> {
        match self {
            Way::Here(taker) => Some(taker),
            _ => None,
        }
    }

    /// Whoever takes the bytes that come next.
    pub fn current(self) -> Option<T> {
        match self {
            Way::Here(taker) => Some(taker),
            Way::Unpack { inner, .. } => inner.current(),
            Way::Windows { mut rest, .. } => rest.pop_front()?.way.current(),
        }
    }

    pub fn push<C>(&mut self, bytes: &[u8], context: &mut C) -> bool
    where
        T: Taker<C>,
    {
        match self {
            Way::Here(taker) => taker.take(bytes, context),
            Way::Unpack {
                packing,
                unpacker,
                inner,
            } => unpacker
                .get_or_insert_with(|| Box::new(Unpacker::new(*packing)))
                .push(bytes, |bytes| inner.push(bytes, context)),
            Way::Windows { at, rest } => {
                let start = *at;
                *at += bytes.len() as u64;
                while let Some(window) = rest.front_mut().filter(|window| window.start < *at) {
                    let from =
                        usize::try_from(window.start.saturating_sub(start)).unwrap_or(usize::MAX);
                    let upto = usize::try_from(window.end - start)
                        .unwrap_or(usize::MAX)
                        .min(bytes.len());
                    window
                        .way
                        .push(bytes.get(from..upto).unwrap_or_default(), context);
                    if window.end > *at {
                        break;
                    }
                    if let Some(window) = rest.pop_front() {
                        window.way.finish(None, context);
                    }
                }
                !rest.is_empty()
            }
        }
    }

    /// `fault` is what was wrong outside.
    pub fn finish<C>(self, fault: Option<(Fault, u64)>, context: &mut C)
    where
        T: Taker<C>,
    {
        match self {
            Way::Here(taker) => taker.end(fault, context),
            Way::Unpack {
                packing,
                unpacker,
                mut inner,
            } => {
                let mut unpacker = unpacker.unwrap_or_else(|| Box::new(Unpacker::new(packing)));
                unpacker.finish(|bytes| inner.push(bytes, context));
                let own = unpacker.fault.map(|fault| (fault, unpacker.read));
                inner.finish(own.or(fault), context);
            }
            Way::Windows { at, rest } => {
                for window in rest {
                    let read = at.saturating_sub(window.start);
                    window.way.finish(Some((Fault::Truncated, read)), context);
                }
            }
        }
    }
}

/// What is in one window: the steps from there on, and whoever takes the bytes.
type Inside<'a, T> = Vec<(&'a [Step], T)>;

/// In the order of their bytes; files in the same window lie in an archive there.
fn windows<T>(mut files: Vec<(&[Step], T)>) -> VecDeque<Window<T>> {
    let place = |steps: &[Step]| match steps.first() {
        Some(Step::Window { start, end }) => (*start, *end),
        _ => (0, 0),
    };
    files.order_by_key(|(steps, _)| place(steps));
    let mut groups: Vec<((u64, u64), Inside<'_, T>)> = Vec::new();
    for (steps, taker) in files {
        let inner = (steps.get(1..).unwrap_or_default(), taker);
        match groups
            .last_mut()
            .filter(|(known, _)| *known == place(steps))
        {
            Some((_, group)) => group.push(inner),
            None => groups.push((place(steps), vec![inner])),
        }
    }
    let windows = groups.into_iter().filter_map(|((start, end), files)| {
        Some(Window {
            start,
            end,
            way: Way::to(files)?,
        })
    });
    windows.collect()
}
