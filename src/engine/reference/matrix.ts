import { createPanels, type Matrix, PANEL_SIZE, TILE_COLUMNS, TILE_ROWS } from './panels.ts';

/** Terms of a sum that are added in one go; a tile's panels of this depth fit the first-level cache. */
const MAX_DEPTH = 512;

const panels = createPanels();
const edge = new Float32Array(TILE_ROWS * TILE_COLUMNS);

/**
 * Adds left[rows × inner] · right[inner × columns] to product[rows × columns], which is row-major from `at`.
 *
 * Blocks of both factors are first copied into panels as high or wide as a tile, so that the inner loop reads
 * consecutive numbers whatever the strides (the packing of K. Goto and R. van de Geijn, "Anatomy of High-Performance
 * Matrix Multiplication", 2008).
 */
export function addProduct(
  left: Matrix,
  right: Matrix,
  product: Float32Array,
  at: number,
  rows: number,
  inner: number,
  columns: number,
): void {
  for (let k = 0; k < inner; k += MAX_DEPTH) {
    const depth = Math.min(MAX_DEPTH, inner - k);
    const most = Math.floor(PANEL_SIZE / depth);
    const highest = most - (most % TILE_ROWS);
    const widest = most - (most % TILE_COLUMNS);
    for (let column = 0; column < columns; column += widest) {
      const width = Math.min(widest, columns - column);
      panels.packColumns(right, k, depth, column, width);
      for (let row = 0; row < rows; row += highest) {
        const height = Math.min(highest, rows - row);
        panels.packRows(left, row, height, k, depth);
        addTiles(product, at + row * columns + column, height, depth, width, columns);
      }
    }
  }
}

/** Adds the product of the packed blocks. Tiles that overhang the block are computed aside. */
function addTiles(
  product: Float32Array,
  at: number,
  height: number,
  depth: number,
  width: number,
  stride: number,
): void {
  for (let column = 0; column < width; column += TILE_COLUMNS) {
    for (let row = 0; row < height; row += TILE_ROWS) {
      const corner = at + row * stride + column;
      if (row + TILE_ROWS <= height && column + TILE_COLUMNS <= width) {
        panels.addTile(row * depth, column * depth, depth, product, corner, stride);
        continue;
      }
      edge.fill(0);
      panels.addTile(row * depth, column * depth, depth, edge, 0, TILE_COLUMNS);
      const columns = Math.min(TILE_COLUMNS, width - column);
      for (let i = 0; i < TILE_ROWS && row + i < height; i++)
        for (let j = 0; j < columns; j++) product[corner + i * stride + j]! += edge[i * TILE_COLUMNS + j]!;
    }
  }
}
