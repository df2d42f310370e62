use super::{
    CdaFault, Limits, decode, scan,
    tree::{self, At},
};

/// Builds the tree of a document and looks at it from its root. It is the only way to a tree: bytes, encoding, document
/// type, depth, attributes and nodes are bounded before and while it is built, and nothing outside `bytes` is read.
pub(crate) fn with_root<R>(
    bytes: &[u8],
    limits: &Limits,
    look: impl FnOnce(At<'_, '_>) -> Result<R, CdaFault>,
) -> Result<R, CdaFault> {
    if bytes.len() > limits.bytes {
        return Err(CdaFault::TooLarge { bytes: bytes.len(), limit: limits.bytes });
    }
    let text = decode::decode(bytes)?;
    scan::check(&text, limits)?;
    let tree = tree::parse(&text, limits)?;
    look(tree::root(&tree, limits)?)
}
