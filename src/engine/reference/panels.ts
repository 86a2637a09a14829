/** A matrix somewhere in an array: element (i, j) is at `offset + i * rowStride + j * columnStride`. */
export interface Matrix {
  readonly values: Float32Array;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** The part of a product that is kept in registers: 12 sums and the factors of one term fill x64's 16. */
export const TILE_ROWS = 3;
export const TILE_COLUMNS = 4;

/** Numbers in a packed block; a power of two. */
export const PANEL_SIZE = 2 ** 16;

export interface Panels {
  /** Packs `height` rows from `row`, `depth` columns from `k`: three rows at a time, their numbers interleaved. */
  packRows(matrix: Matrix, row: number, height: number, k: number, depth: number): void;
  /** Packs `depth` rows from `k`, `width` columns from `column`: four columns at a time, interleaved. */
  packColumns(matrix: Matrix, k: number, depth: number, column: number, width: number): void;
  /** Adds one tile, the panel of rows at `left` times the panel of columns at `right`, to `product`. */
  addTile(
    left: number,
    right: number,
    depth: number,
    product: Float32Array,
    at: number,
    stride: number,
  ): void;
}

/**
 * A pair of packed blocks and the loop that multiplies them. They live in this closure, not in the module, where a
 * bundler would make them `var`s: V8 compiles them in as constants only when they can never change.
 */
export function createPanels(): Panels {
  const rows = new Float32Array(PANEL_SIZE);
  const columns = new Float32Array(PANEL_SIZE);
  // An index masked by this is always within a block, so that V8 checks no bounds: a quarter of the time.
  const mask = PANEL_SIZE - 1;

  return {
    packRows({ values, offset, rowStride, columnStride }, row, height, k, depth) {
      let to = 0;
      for (let i = 0; i < height; i += TILE_ROWS) {
        const real = height - i;
        let from = offset + (row + i) * rowStride + k * columnStride;
        for (let p = 0; p < depth; p++) {
          rows[to] = values[from]!;
          rows[to + 1] = real > 1 ? values[from + rowStride]! : 0;
          rows[to + 2] = real > 2 ? values[from + 2 * rowStride]! : 0;
          to += TILE_ROWS;
          from += columnStride;
        }
      }
    },

    packColumns({ values, offset, rowStride, columnStride }, k, depth, column, width) {
      let to = 0;
      for (let j = 0; j < width; j += TILE_COLUMNS) {
        const real = width - j;
        let from = offset + k * rowStride + (column + j) * columnStride;
        for (let p = 0; p < depth; p++) {
          columns[to] = values[from]!;
          columns[to + 1] = real > 1 ? values[from + columnStride]! : 0;
          columns[to + 2] = real > 2 ? values[from + 2 * columnStride]! : 0;
          columns[to + 3] = real > 3 ? values[from + 3 * columnStride]! : 0;
          to += TILE_COLUMNS;
          from += rowStride;
        }
      }
    },

    addTile(left, right, depth, product, at, stride) {
      let l = left;
      let r = right;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      let s20 = 0;
      let s21 = 0;
      let s22 = 0;
      let s23 = 0;
      for (let k = 0; k < depth; k++) {
        const b0 = columns[r & mask]!;
        const b1 = columns[(r + 1) & mask]!;
        const b2 = columns[(r + 2) & mask]!;
        const b3 = columns[(r + 3) & mask]!;
        const a0 = rows[l & mask]!;
        s00 += a0 * b0;
        s01 += a0 * b1;
        s02 += a0 * b2;
        s03 += a0 * b3;
        const a1 = rows[(l + 1) & mask]!;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s12 += a1 * b2;
        s13 += a1 * b3;
        const a2 = rows[(l + 2) & mask]!;
        s20 += a2 * b0;
        s21 += a2 * b1;
        s22 += a2 * b2;
        s23 += a2 * b3;
        l += 3;
        r += 4;
      }
      product[at]! += s00;
      product[at + 1]! += s01;
      product[at + 2]! += s02;
      product[at + 3]! += s03;
      const second = at + stride;
      product[second]! += s10;
      product[second + 1]! += s11;
      product[second + 2]! += s12;
      product[second + 3]! += s13;
      const third = second + stride;
      product[third]! += s20;
      product[third + 1]! += s21;
      product[third + 2]! += s22;
      product[third + 3]! += s23;
    },
  };
}
