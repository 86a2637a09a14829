import { describe, expect, it } from 'vitest';
import { parsePeak, runMeasured } from '../../../bench/process.ts';

const MIB = 2 ** 20;

describe('parsePeak', () => {
  it('reads the high-water mark, not what is resident now', () => {
    expect(parsePeak('Name:\tnode\nVmHWM:\t  123456 kB\nVmRSS:\t   99999 kB\n')).toBe(123456 * 1024);
  });

  it('has none for a process that has ended', () => {
    expect(parsePeak('Name:\tnode\nState:\tZ (zombie)\n')).toBeNull();
  });
});

describe('runMeasured', () => {
  const node = (code: string) => runMeasured(process.execPath, ['--expose-gc', '-e', code]);

  it.runIf(process.platform === 'linux')('sees memory that was freed again, and not its own', async () => {
    const held = Buffer.alloc(400 * MIB, 1);
    const plain = await node('setTimeout(() => {}, 300)');
    const large = await node(
      'let b = Buffer.alloc(200 * 2 ** 20, 1); b = null; gc(); setTimeout(() => console.log("done"), 300)',
    );
    expect(large.stdout).toBe('done\n');
    expect(plain.peakBytes).toBeLessThan(200 * MIB);
    expect(large.peakBytes! - plain.peakBytes!).toBeGreaterThan(150 * MIB);
    // Still there: a child that counted its parent's memory would have had it in both peaks.
    expect(held.length).toBe(400 * MIB);
  });

  it('fails when the command does', async () => {
    await expect(node('process.exit(3)')).rejects.toThrow('ended with 3');
    await expect(runMeasured('no-such-command', [])).rejects.toThrow('ENOENT');
  });
});
