import type { Model, ModelValue } from '../../engine/onnxruntime/model-proto.ts';
import type { EmbeddingModel } from '../embedding-model.ts';
import { modulesWithHead } from '../modules.ts';
import { type Constant, GraphBuilder, type Name } from './graph-builder.ts';
import { emitModules } from './modules.ts';
import { emitStatic } from './static.ts';
import { emitTransformer, hasTokenTypes } from './transformer.ts';

/** LayerNormalization came with 17; every runtime since 2022 reads it, those in browsers included. */
const OPSETS = [['', 17]] as const;

const TOKENS = ['batch', 'length'] as const;

type Described = Pick<EmbeddingModel, 'architecture' | 'tokenizer' | 'modules' | 'head' | 'dimensions'>;

/**
 * The whole model as a graph of ONNX' own operators, for any number of texts of any length. Inputs are int64 [batch,
 * length]: `input_ids`, `attention_mask`, and `token_type_ids` where the encoder has more than one type. Outputs are
 * float32: `last_hidden_state` [batch, length, hidden], the encoder's, and `sentence_embedding` [batch, dimensions],
 * after pooling, the base's own modules and the head.
 *
 * Source of the names: what transformers, sentence-transformers and transformers.js feed and read.
 */
export function embeddingGraph(model: Described): Model<Constant> {
  const { architecture, tokenizer, dimensions } = model;
  const graph = new GraphBuilder();
  const inputs: ModelValue[] = ['input_ids', 'attention_mask'].map(tokenInput);
  const [ids, attentionMask] = ['input_ids', 'attention_mask'] as const;
  const mask = graph.toFloat(attentionMask);
  let encoded: { readonly tokens: Name; readonly mask: Name };
  if (architecture.transformer) {
    const { form } = architecture.transformer;
    const tokenTypes = hasTokenTypes(form) ? 'token_type_ids' : null;
    if (tokenTypes) inputs.push(tokenInput(tokenTypes));
    const given = { ids, attentionMask, mask, tokenTypes };
    encoded = { tokens: emitTransformer(graph, form, architecture.variables, given), mask };
  } else {
    const { variables, frozen = new Map() } = architecture;
    encoded = emitStatic(graph, { variables, frozen, droppedId: tokenizer.droppedId }, { ids, mask });
  }
  const modules = modulesWithHead(model.modules, model.head);
  graph.output('last_hidden_state', encoded.tokens);
  graph.output('sentence_embedding', emitModules(graph, modules, encoded.tokens, encoded.mask));
  return {
    opsets: OPSETS,
    nodes: graph.nodes,
    tensors: graph.tensors,
    inputs,
    outputs: [
      { name: 'last_hidden_state', type: 'float32', shape: [...TOKENS, architecture.hidden] },
      { name: 'sentence_embedding', type: 'float32', shape: ['batch', dimensions] },
    ],
  };
}

function tokenInput(name: string): ModelValue {
  return { name, type: 'int64', shape: TOKENS };
}
