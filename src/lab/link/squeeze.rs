//! Deflate with a dictionary that both sides know: what a run has in common with the dictionary
//! costs next to nothing, so a link holds the whole experiment and needs no default to be read.
//!
//! The dictionary is packed first and what comes of it is dropped; then both windows hold it, and
//! what follows refers back to it. It is a part of the link's version: it never changes.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// Texts as runs have them, 32 kB at the most; what is common stands last.
const DICTIONARY: &[u8] = include_bytes!("dictionary-1.txt");

/// The best that the packer knows; a link is made once and is small.
const LEVEL: i32 = 10;
/// No header and no checksum of its own: the link has both.
const RAW: i32 = 0;

/// Packs bytes.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packer = CompressorOxide::new(create_comp_flags_from_zip_params(LEVEL, RAW, 0));
    feed(&mut packer, DICTIONARY, TDEFLFlush::Sync);
    feed(&mut packer, bytes, TDEFLFlush::Finish)
}

fn feed(packer: &mut CompressorOxide, mut bytes: &[u8], flush: TDEFLFlush) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut room = [0; 4_096];
    loop {
        let (status, read, written) = compress(packer, bytes, &mut room, flush);
        packed.extend_from_slice(&room[..written]);
        bytes = &bytes[read..];
        let flushed = bytes.is_empty() && written < room.len();
        if status != TDEFLStatus::Okay || flushed {
            return packed;
        }
    }
}

/// Unpacks what [`pack`] has packed, as long as it is at most so many bytes; nothing where it is
/// more, or where it was packed by nobody.
pub fn unpack(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    // One byte more, by which too much is told from just enough.
    let mut out = DICTIONARY.to_vec();
    out.resize(DICTIONARY.len() + most + 1, 0);
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut unpacker = DecompressorOxide::new();
    let (status, read, written) = decompress(&mut unpacker, packed, &mut out, DICTIONARY.len(), flags);
    if status != TINFLStatus::Done || read != packed.len() || written > most {
        return None;
    }
    out.drain(..DICTIONARY.len());
    out.truncate(written);
    Some(out)
}
