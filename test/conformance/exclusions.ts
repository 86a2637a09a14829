/** Kernels that the engine leaves out, and why. A spec is skipped only if it fails for lack of one of them. */
export interface Unregistered {
  readonly reason: string;
  readonly kernels: readonly string[];
}

/** A spec that a registered kernel cannot pass, by its full name. It is not run. */
export interface Excluded {
  readonly spec: string;
  readonly reason: string;
  /** Only there; everywhere when omitted. */
  readonly provider?: 'webgpu';
}

export interface Exclusions {
  readonly unregistered: readonly Unregistered[];
  readonly excluded: readonly Excluded[];
}

const onWebgpu = (reason: string, specs: readonly string[]): Excluded[] =>
  specs.map(spec => ({ spec, reason, provider: 'webgpu' }));

const ONNXRUNTIME: Exclusions = {
  unregistered: [
    {
      reason: 'complex numbers and Fourier transforms: no embedding model uses them',
      kernels: ['Complex'],
    },
    {
      reason: 'convolutions: no text-embedding model uses them',
      kernels: [
        'Conv2D',
        'Conv2DBackpropInput',
        'Conv3D',
        'Conv3DBackpropInputV2',
        'DepthwiseConv2dNative',
        'Dilation2D',
        'FusedConv2D',
        'FusedDepthwiseConv2D',
      ],
    },
    {
      reason: 'pooling and normalization over images: texts have neither height nor width',
      kernels: [
        'AvgPool',
        'AvgPool3D',
        'BatchToSpaceND',
        'DepthToSpace',
        'FusedBatchNorm',
        'LRN',
        'MaxPool',
        'MaxPool3D',
        'MaxPoolWithArgmax',
        'SpaceToBatchND',
      ],
    },
    {
      reason: 'images: the engine embeds texts',
      kernels: [
        'CropAndResize',
        'FlipLeftRight',
        'NonMaxSuppressionV3',
        'NonMaxSuppressionV4',
        'NonMaxSuppressionV5',
        'ResizeBilinear',
        'ResizeNearestNeighbor',
        'Transform',
      ],
    },
    {
      reason: 'sparse and ragged tensors: batches are padded',
      kernels: [
        'RaggedGather',
        'RaggedRange',
        'RaggedTensorToTensor',
        'SparseFillEmptyRows',
        'SparseReshape',
        'SparseSegmentMean',
        'SparseSegmentSum',
      ],
    },
    {
      reason: 'work on strings: the tokenizer does it before the engine',
      kernels: ['StaticRegexReplace', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast'],
    },
    {
      reason: 'shapes that depend on data, and counting: a traced graph has neither',
      kernels: ['Bincount', 'BroadcastArgs', 'DenseBincount', 'SearchSorted', 'Unique'],
    },
    {
      reason: 'random draws: training draws on the host, with its own seeded generator',
      kernels: ['Multinomial'],
    },
  ],
  excluded: [
    {
      spec: 'exp int32',
      reason:
        "the exponential is off by units in the last place, which at 22026 is more than the spec's 0.001",
    },
    {
      spec: 'tan numbers exceed float32 precision',
      reason: "the tangent is off by units in the last place, which at 30144 is more than the spec's 0.001",
    },
    ...onWebgpu('WGSL lets a shader assume that there is neither NaN nor infinity', [
      'acosh NaN outside function domain',
      'acosh propagates NaNs',
      'asinh propagates NaNs',
      'atanh NaN outside function domain',
      'atanh propagates NaNs',
      'debug off no errors where there are nans, and debug mode is disabled',
      'log negtive values',
      'log log propagates NaNs',
      'log1p log1p propagates NaNs',
      'logLoss 1D - Check for negative values',
      'pow negative base and fract exponent NaN',
      'relu propagates NaNs, float32',
      'sigmoid propagates NaNs',
      'softmax Propagates NaNs',
      'topk negative infinity input',
    ]),
    ...onWebgpu(
      "WGSL's sine and cosine promise an absolute error of 2⁻¹¹, which the spec's factors raise above 0.001",
      ['cos gradient with clones', 'cos gradients: Scalar', 'tan gradients: Tensor2D'],
    ),
  ],
};

const REFERENCE: Exclusions = { unregistered: [], excluded: [] };

export const EXCLUSIONS = { onnxruntime: ONNXRUNTIME, reference: REFERENCE } as const;
