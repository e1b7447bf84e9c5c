//! A list in boards of a thousand: it grows without moving what is there, and without room for twice as much.
//!
//! Tables grow side by side, and in WebAssembly memory that was once taken is never given back: lists that double
//! leave holes behind that nobody fits in.

use serde::{Deserialize, Serialize};

/// Entries of a board.
const BOARD: usize = 1024;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shelf<T>(Vec<Vec<T>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf(Vec::new())
    }
}

impl<T> Shelf<T> {
    pub fn len(&self) -> usize {
        let full = self.0.len().saturating_sub(1) * BOARD;
        full + self.0.last().map_or(0, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    pub fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at / BOARD)?.get(at % BOARD)
    }

    #[inline]
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.0.get_mut(at / BOARD)?.get_mut(at % BOARD)
    }

    pub fn push(&mut self, entry: T) {
        match self.0.last_mut() {
            Some(board) if board.len() < BOARD => board.push(entry),
            Some(_) => {
                let mut board = Vec::with_capacity(BOARD);
                board.push(entry);
                self.0.push(board);
            }
            // The first one grows: most tables have few rows.
            None => self.0.push(vec![entry]),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flatten()
    }

    /// Keeps those that stay, in their order, and gives the room of the others back.
    pub fn retain(&mut self, stays: &[bool]) {
        let boards = std::mem::take(&mut self.0);
        let all = boards.into_iter().flatten().zip(stays);
        all.filter(|(_, stays)| **stays)
            .for_each(|(entry, _)| self.push(entry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list() {
        let mut shelf = Shelf::default();
        assert!(shelf.is_empty() && shelf.get(0).is_none());
        let list: Vec<usize> = (0..3 * BOARD + 1).collect();
        list.iter().for_each(|entry| shelf.push(*entry));
        assert_eq!((shelf.len(), shelf.is_empty()), (list.len(), false));
        assert!(shelf.iter().eq(&list));
        assert_eq!(
            (shelf.get(BOARD), shelf.get(list.len())),
            (Some(&BOARD), None)
        );

        let stays: Vec<bool> = list.iter().map(|entry| entry % 3 == 0).collect();
        shelf.retain(&stays);
        let left: Vec<usize> = list.into_iter().filter(|entry| entry % 3 == 0).collect();
        assert_eq!(shelf.len(), left.len());
        assert!(shelf.iter_mut().map(|entry| &*entry).eq(&left));
        assert_eq!(shelf.get_mut(BOARD), Some(&mut left[BOARD].clone()));

        shelf.retain(&vec![false; left.len()]);
        assert_eq!((shelf.len(), shelf.is_empty()), (0, true));
    }
}
