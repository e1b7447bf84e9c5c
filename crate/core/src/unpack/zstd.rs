//! A zstd frame that comes in pieces: ruzstd takes whole blocks, so they are put together here.

use super::Fault;
use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::Read;

/// Bytes of a block's own head.
const BLOCK_HEAD: usize = 3;

/// Up to the descriptor, which says how long the head is.
const SHORTEST_HEAD: usize = 5;

#[derive(Default)]
pub struct Zstd {
    decoder: FrameDecoder,
    state: State,
    /// Packed bytes that are no whole head or block yet.
    pending: Vec<u8>,
}

#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Head,
    Blocks {
        checksum: bool,
    },
    /// All blocks are read; what is inside is on its way out.
    Drained {
        checksum: bool,
    },
    /// A frame that holds nothing of the text.
    Skipping(usize),
    /// No more blocks can be read; what is inside is on its way out.
    Broken(Fault),
}

/// A last block that holds nothing, and room for a checksum.
const NO_MORE: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

impl Zstd {
    /// Bytes used, bytes written, and whether the frame has ended.
    pub fn step(&mut self, packed: &[u8], out: &mut [u8]) -> (usize, usize, Result<bool, Fault>) {
        if matches!(self.state, State::Blocks { .. }) && packed.is_empty() {
            self.break_off(Fault::Truncated);
        }
        let written = self.decoder.read(out).unwrap_or(0);
        if written > 0 {
            return (0, written, Ok(false));
        }
        match self.state {
            State::Drained { .. } => (0, 0, Ok(true)),
            State::Broken(fault) => (0, 0, Err(fault)),
            State::Skipping(left) => {
                let used = left.min(packed.len());
                self.state = State::Skipping(left - used);
                (used, 0, Ok(used == left))
            }
            State::Head | State::Blocks { .. } => {
                let missing = self.needed().saturating_sub(self.pending.len());
                let used = missing.min(packed.len());
                self.pending
                    .extend_from_slice(packed.get(..used).unwrap_or_default());
                let complete = self.pending.len() >= self.needed();
                let outcome = if complete { self.advance() } else { Ok(()) };
                match (outcome, self.state) {
                    (Err(fault), State::Blocks { .. }) => {
                        self.break_off(fault);
                        let written = self.decoder.read(out).unwrap_or(0);
                        (used, written, Ok(false))
                    }
                    (outcome, _) => (used, 0, outcome.map(|()| false)),
                }
            }
        }
    }

    /// How many bytes must be there to go on; more may be known to be needed when they are.
    fn needed(&self) -> usize {
        match self.state {
            State::Head => self.head_length(),
            State::Blocks { checksum } => match self.block() {
                None => BLOCK_HEAD,
                Some((length, last)) => BLOCK_HEAD + length + if last && checksum { 4 } else { 0 },
            },
            State::Drained { .. } | State::Skipping(_) | State::Broken(_) => 0,
        }
    }

    fn head_length(&self) -> usize {
        if self.is_skippable() {
            return 8;
        }
        let Some(descriptor) = self.pending.get(4) else {
            return SHORTEST_HEAD;
        };
        let single = descriptor >> 5 & 1 == 1;
        let dictionary = 1 << (descriptor & 3) >> 1;
        let size = match descriptor >> 6 {
            0 => usize::from(single),
            power => 1 << power,
        };
        SHORTEST_HEAD + usize::from(!single) + dictionary + size
    }

    fn is_skippable(&self) -> bool {
        self.pending.first().is_some_and(|first| *first != 0x28)
    }

    /// The next block's length, and whether it is the last one.
    fn block(&self) -> Option<(usize, bool)> {
        let [a, b, c]: [u8; BLOCK_HEAD] = self.pending.get(..BLOCK_HEAD)?.try_into().ok()?;
        let head = u32::from_le_bytes([a, b, c, 0]);
        // A block of one repeated byte has one byte.
        let length = if head >> 1 & 3 == 1 { 1 } else { head >> 3 };
        Some((usize::try_from(length).ok()?, head & 1 == 1))
    }

    fn advance(&mut self) -> Result<(), Fault> {
        match self.state {
            State::Head if self.is_skippable() => {
                let length = self
                    .pending
                    .get(4..8)
                    .and_then(|bytes| bytes.try_into().ok());
                self.pending.clear();
                self.state =
                    State::Skipping(u32::from_le_bytes(length.ok_or(Fault::Damaged)?) as usize);
            }
            State::Head => {
                let checksum = self.pending.get(4).is_some_and(|flags| flags & 4 != 0);
                self.take(|decoder, bytes| decoder.reset(bytes).map_err(fault))?;
                self.state = State::Blocks { checksum };
            }
            State::Blocks { checksum } => {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.take(|decoder, bytes| {
                    decoder.decode_blocks(bytes, one).map(drop).map_err(fault)
                })?;
                if self.decoder.is_finished() {
                    self.state = State::Drained { checksum };
                }
            }
            State::Drained { .. } | State::Skipping(_) | State::Broken(_) => {}
        }
        Ok(())
    }

    /// Lets the decoder take what is pending.
    fn take(
        &mut self,
        act: impl FnOnce(&mut FrameDecoder, &mut &[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut bytes = self.pending.as_slice();
        act(&mut self.decoder, &mut bytes)?;
        let used = self.pending.len() - bytes.len();
        self.pending.drain(..used);
        Ok(())
    }

    /// The decoder keeps a window of what it has read until the last block: so it is given one.
    fn break_off(&mut self, fault: Fault) {
        let one = BlockDecodingStrategy::UptoBlocks(1);
        // Where it takes none, nothing comes out, and the fault is said all the same.
        self.decoder.decode_blocks(&NO_MORE[..], one).ok();
        self.pending.clear();
        self.state = State::Broken(fault);
    }

    /// Whether the frame that has ended has another checksum.
    pub fn is_wrong(&self) -> bool {
        let decoder = &self.decoder;
        matches!(self.state, State::Drained { checksum: true })
            && decoder.get_checksum_from_data() != decoder.get_calculated_checksum()
    }
}

fn fault(error: FrameDecoderError) -> Fault {
    match error {
        FrameDecoderError::WindowSizeTooBig { max, .. } => Fault::Memory(max),
        _ => Fault::Damaged,
    }
}
