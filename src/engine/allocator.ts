/**
 * Environment of a process that computes on the CPU, to be set before it starts; elsewhere than on glibc it does nothing.
 * A step's tensors come and go by the hundred. By default, glibc gives each large one back to the system at once, which
 * clears its pages again for the next: a fifth of a training step's time. So freed memory stays with the process, in
 * pages of 2 MiB where the system has them. Names and meanings are those of mallopt(3) and glibc's tunables.
 */
export const ALLOCATOR_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: String(2 ** 46),
  MALLOC_TOP_PAD_: String(2 ** 26),
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
};
