//! Which of so many things have been seen, a bit for each.

#[derive(Default)]
pub struct Marks(Vec<u64>);

impl Marks {
    /// Marks a thing; false where it was marked before.
    pub fn mark(&mut self, thing: usize) -> bool {
        if self.0.len() <= thing / 64 {
            self.0.resize(thing / 64 + 1, 0);
        }
        let Some(word) = self.0.get_mut(thing / 64) else {
            return false;
        };
        let bit = 1 << (thing % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    pub fn has(&self, thing: usize) -> bool {
        let word = self.0.get(thing / 64);
        word.is_some_and(|word| word & 1 << (thing % 64) != 0)
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
