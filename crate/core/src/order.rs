//! Lists in order: one stable sort for all that a report lists.
//!
//! Every type that `slice::sort_by` sorts has a copy of the sort in the program, 10 KB each, and a report has forty
//! lists. Here their places are sorted, which are always of one type. What is sorted while lines are read, or is
//! sorted often, is better off with `slice::sort_unstable`.

use std::cmp::Ordering;

pub trait Order<T> {
    /// As `slice::sort_by`.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// As `slice::sort_by_cached_key`: the key is asked for once.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Order<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut places = sorted(self.len(), &mut |one, other| {
            let pair = self.get(one).zip(self.get(other));
            pair.map_or(Ordering::Equal, |(one, other)| compare(one, other))
        });
        arrange(&mut places, &mut |one, other| self.swap(one, other));
    }

    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let mut places = sorted(keys.len(), &mut |one, other| {
            keys.get(one).cmp(&keys.get(other))
        });
        arrange(&mut places, &mut |one, other| self.swap(one, other));
    }
}

/// Which place goes first, which second.
fn sorted(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

/// Each cycle of places by itself: what a swap sends ahead is what the next one takes on.
fn arrange(places: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut at = start;
        while let Some(place) = places.get_mut(at) {
            let from = std::mem::replace(place, at);
            if from == start {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern, many of them equal, each with its place.
    fn list(count: u32) -> Vec<(u32, u32)> {
        let number = |at: u32| at.wrapping_mul(2_654_435_761) >> 7;
        (0..count).map(|at| (number(at) % 40, at)).collect()
    }

    #[test]
    fn lists_come_out_as_the_librarys_sort_gives_them() {
        for count in [0, 1, 2, 3, 7, 100, 1_000] {
            let (mut by, mut by_key, mut wanted) = (list(count), list(count), list(count));
            wanted.sort_by_key(|(number, _)| *number);
            by.order_by(|one, other| one.0.cmp(&other.0));
            by_key.order_by_key(|(number, _)| *number);
            assert_eq!((&by, &by_key), (&wanted, &wanted));
        }
    }

    #[test]
    fn a_key_is_asked_for_once() {
        let mut asked = 0;
        list(100).order_by_key(|one| {
            asked += 1;
            *one
        });
        assert_eq!(asked, 100);
    }
}
