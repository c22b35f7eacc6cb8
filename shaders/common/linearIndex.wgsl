// Position of an invocation in a grid made by `linearGrid`.
const WORKGROUP = 64u;

fn linearIndex(group: vec3u, groups: vec3u, local: u32) -> u32 {
  return (group.y * groups.x + group.x) * WORKGROUP + local;
}
