//! The radix tree of leading literals: a message's first bytes lead to the few patterns that can read it.

/// A node: its edge, the patterns that can read a message that came this far (by rank), its children.
#[derive(Clone, Debug, Default)]
pub struct Node {
    pub edge: Vec<u8>,
    pub patterns: Vec<u16>,
    pub children: Vec<u16>,
}

/// Builds the tree over the patterns' heads; pattern numbers are ranks.
pub fn build(heads: &[Vec<u8>]) -> Vec<Node> {
    let mut nodes = vec![Node::default()];
    let all: Vec<u16> = (0..heads.len())
        .filter_map(|index| u16::try_from(index).ok())
        .collect();
    grow(&mut nodes, 0, 0, heads, &all, &[]);
    nodes
}

/// Fills `node`, which stands behind the first `depth` bytes of the heads of `members`.
fn grow(
    nodes: &mut Vec<Node>,
    node: usize,
    depth: usize,
    heads: &[Vec<u8>],
    members: &[u16],
    above: &[u16],
) {
    let head = |member: &u16| &heads[usize::from(*member)];
    let mut here: Vec<u16> = above.to_vec();
    here.extend(members.iter().filter(|member| head(member).len() == depth));
    here.sort_unstable();
    nodes[node].patterns.clone_from(&here);
    let mut bytes: Vec<u8> = members
        .iter()
        .filter_map(|member| head(member).get(depth).copied())
        .collect();
    bytes.sort_unstable();
    bytes.dedup();
    for byte in bytes {
        let below: Vec<u16> = members
            .iter()
            .filter(|member| head(member).get(depth) == Some(&byte))
            .copied()
            .collect();
        let end = common(heads, &below, depth);
        let child = nodes.len();
        nodes.push(Node {
            edge: heads[usize::from(below[0])][depth..end].to_vec(),
            ..Node::default()
        });
        let number = u16::try_from(child).unwrap_or(u16::MAX);
        nodes[node].children.push(number);
        grow(nodes, child, end, heads, &below, &here);
    }
}

/// How far the heads of these members agree.
fn common(heads: &[Vec<u8>], members: &[u16], from: usize) -> usize {
    let first = &heads[usize::from(members[0])];
    let mut end = first.len();
    for member in members {
        let head = &heads[usize::from(*member)];
        let same = first[from..]
            .iter()
            .zip(&head[from..])
            .take_while(|(a, b)| a == b)
            .count();
        end = end.min(from + same);
    }
    end
}
