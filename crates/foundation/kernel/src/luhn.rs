/// Whether the digits end in their Luhn key (ISO/IEC 7812-1 annex B): every second digit from the right is doubled.
pub(crate) fn holds(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => *digit,
            _ => (digit * 2) / 10 + (digit * 2) % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}
