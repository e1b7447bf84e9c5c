#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| logyomi_tests::targets::merging(bytes));
