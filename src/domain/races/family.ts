/**
 * Who goes back to whom, as the rows of a tree: children below their parent in the order given, one level deeper. A parent
 * that is gone keeps its place by the name that its children remember.
 */
export interface Relative {
  readonly id: string;
  readonly parent: { readonly id: string; readonly name: string } | null;
}

export interface FamilyRow<R> {
  readonly id: string;
  /** Null for a parent that is gone. */
  readonly relative: R | null;
  /** What its children call a parent that is gone. */
  readonly name: string | null;
  /** From 1. */
  readonly level: number;
  readonly parentId: string | null;
  readonly children: number;
  readonly expanded: boolean;
  /** Among its siblings, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
}

/** @param collapsed ids whose children are not shown */
export function familyRows<R extends Relative>(
  relatives: readonly R[],
  collapsed: ReadonlySet<string>,
): readonly FamilyRow<R>[] {
  const known = new Map(relatives.map((relative) => [relative.id, relative]));
  const gone = new Map(
    relatives.flatMap(({ parent }) => (parent && !known.has(parent.id) ? [[parent.id, parent.name] as const] : [])),
  );
  const childrenOf = (id: string): readonly string[] =>
    relatives.filter(({ parent }) => parent?.id === id).map((relative) => relative.id);
  const rows: FamilyRow<R>[] = [];
  const seen = new Set<string>();

  function add(ids: readonly string[], level: number, parentId: string | null, shown: boolean): void {
    for (const [index, id] of ids.entries()) {
      // What is damaged in storage may go round in a circle; here it does not.
      if (seen.has(id)) continue;
      seen.add(id);
      const children = childrenOf(id);
      const expanded = children.length > 0 && !collapsed.has(id);
      const relative = known.get(id) ?? null;
      const row = { id, relative, name: gone.get(id) ?? null, level, parentId, children: children.length, expanded };
      if (shown) rows.push({ ...row, place: index + 1, siblings: ids.length });
      add(children, level + 1, id, shown && expanded);
    }
  }

  const inOrder = relatives.flatMap(({ id, parent }) => {
    if (parent === null) return [id];
    return gone.has(parent.id) ? [parent.id] : [];
  });
  add([...new Set(inOrder)], 1, null, true);
  for (const { id } of relatives) add([id], 1, null, true);
  return rows;
}
