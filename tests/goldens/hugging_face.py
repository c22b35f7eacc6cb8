"""Tiny checkpoints as Hugging Face would have saved them, and the logits that PyTorch computes from them in f64.

No part of Trimtab is used: the files are written byte by byte (safetensors), the models from torch.nn's modules the way
that transformers' modeling_gpt2.py and modeling_llama.py are, and compared with the models of `models.py`, which are written
otherwise. Logits are of the numbers as stored, so that half floats cost no tolerance. Run: /usr/bin/python3 hugging_face.py
"""
import json
import struct

import torch
from torch import nn
from torch.nn import functional as F

from golden import agree, draw, exact, folder, result, write
from models import Transformer, VariedTransformer

TOKENS = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6]])
DTYPES = {torch.float32: 'F32', torch.float16: 'F16', torch.bfloat16: 'BF16', torch.bool: 'BOOL'}


def save(path, tensors):
    header, data = {'__metadata__': {'format': 'pt'}}, b''
    for name, tensor in tensors.items():
        # numpy has no bf16; its bits are those of an integer.
        bits = tensor.contiguous().view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor.contiguous()
        raw = bits.numpy().tobytes()
        header[name] = {'dtype': DTYPES[tensor.dtype], 'shape': list(tensor.shape), 'data_offsets': [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(',', ':')).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(struct.pack('<Q', len(text)) + text + data)


def save_json(path, value):
    path.write_text(json.dumps(value, indent=2) + '\n')


class Conv1D(nn.Module):
    """transformers' pytorch_utils.Conv1D: a linear layer whose weight is [in, out]."""

    def __init__(self, outputs, inputs):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs))
        self.bias = nn.Parameter(torch.empty(outputs))

    def forward(self, x):
        return torch.addmm(self.bias, x.view(-1, x.shape[-1]), self.weight).view(*x.shape[:-1], -1)


class GPT2Attention(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.heads = heads
        self.register_buffer('bias', torch.tril(torch.ones(context, context, dtype=torch.bool)).view(1, 1, context, context))
        self.register_buffer('masked_bias', torch.tensor(-1e4))
        self.c_attn, self.c_proj = Conv1D(3 * width, width), Conv1D(width, width)

    def forward(self, x):
        size, time, width = x.shape
        q, k, v = (p.view(size, time, self.heads, -1).permute(0, 2, 1, 3) for p in self.c_attn(x).split(width, dim=2))
        scores = torch.where(self.bias[:, :, :time, :time], q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5, self.masked_bias)
        return self.c_proj((F.softmax(scores, dim=-1) @ v).permute(0, 2, 1, 3).reshape(size, time, width))


class GPT2MLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.c_fc, self.c_proj = Conv1D(4 * width, width), Conv1D(width, 4 * width)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate='tanh'))


class GPT2Block(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.ln_1, self.attn = nn.LayerNorm(width, eps=1e-5), GPT2Attention(width, heads, context)
        self.ln_2, self.mlp = nn.LayerNorm(width, eps=1e-5), GPT2MLP(width)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT2Model(nn.Module):
    def __init__(self, layers, heads, width, context, vocabulary):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.h = nn.ModuleList(GPT2Block(width, heads, context) for _ in range(layers))
        self.ln_f = nn.LayerNorm(width, eps=1e-5)

    def forward(self, ids):
        x = self.wte(ids) + self.wpe(torch.arange(ids.shape[1]))
        for block in self.h:
            x = block(x)
        return F.linear(self.ln_f(x), self.wte.weight)


class LlamaRMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width))

    def forward(self, x):
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)


class LlamaAttention(nn.Module):
    def __init__(self, width, heads, key_heads, bias):
        super().__init__()
        self.size, self.group = width // heads, heads // key_heads
        self.q_proj = nn.Linear(width, heads * self.size, bias=bias)
        self.k_proj = nn.Linear(width, key_heads * self.size, bias=bias)
        self.v_proj = nn.Linear(width, key_heads * self.size, bias=bias)
        self.o_proj = nn.Linear(heads * self.size, width, bias=bias)

    def forward(self, x):
        time = x.shape[1]
        q, k, v = (p(x).view(1, time, -1, self.size).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        inverse = 1.0 / (10000 ** (torch.arange(0, self.size, 2).double() / self.size))
        angles = torch.outer(torch.arange(time).double(), inverse)
        cos, sin = torch.cat((angles, angles), -1).cos(), torch.cat((angles, angles), -1).sin()

        def rotate_half(x):
            return torch.cat((-x[..., x.shape[-1] // 2:], x[..., : x.shape[-1] // 2]), -1)

        q, k = (x * cos + rotate_half(x) * sin for x in (q, k))
        k, v = (x.repeat_interleave(self.group, dim=1) for x in (k, v))
        scores = q @ k.transpose(2, 3) / self.size**0.5 + torch.full((time, time), float('-inf')).triu(1)
        return self.o_proj((F.softmax(scores, -1) @ v).transpose(1, 2).reshape(1, time, -1))


class LlamaMLP(nn.Module):
    def __init__(self, width, hidden, bias):
        super().__init__()
        self.gate_proj, self.up_proj = nn.Linear(width, hidden, bias=bias), nn.Linear(width, hidden, bias=bias)
        self.down_proj = nn.Linear(hidden, width, bias=bias)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class LlamaDecoderLayer(nn.Module):
    def __init__(self, width, heads, key_heads, hidden, bias):
        super().__init__()
        self.self_attn, self.mlp = LlamaAttention(width, heads, key_heads, bias), LlamaMLP(width, hidden, bias)
        self.input_layernorm, self.post_attention_layernorm = LlamaRMSNorm(width), LlamaRMSNorm(width)

    def forward(self, x):
        x = x + self.self_attn(self.input_layernorm(x))
        return x + self.mlp(self.post_attention_layernorm(x))


class LlamaModel(nn.Module):
    def __init__(self, layers, heads, key_heads, width, hidden, vocabulary, bias):
        super().__init__()
        self.embed_tokens = nn.Embedding(vocabulary, width)
        self.layers = nn.ModuleList(LlamaDecoderLayer(width, heads, key_heads, hidden, bias) for _ in range(layers))
        self.norm = LlamaRMSNorm(width)

    def forward(self, ids):
        x = self.embed_tokens(ids)
        for layer in self.layers:
            x = layer(x)
        return F.linear(self.norm(x), self.embed_tokens.weight)


def fill(model, seed):
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        parameter.data = draw(generator, *parameter.shape, std=0.25, mean=float(parameter.dim() == 1))
    return model


def stored(state, dtype):
    return {name: value.to(dtype) if value.is_floating_point() else value for name, value in state.items()}


def logits(model, state):
    with torch.no_grad():
        model.load_state_dict({name: value.double() if value.is_floating_point() else value for name, value in state.items()})
        return model(TOKENS)[0]


def gpt2():
    sizes = {'layers': 2, 'heads': 2, 'width': 16, 'context': 8, 'vocabulary': 11}
    model = fill(GPT2Model(**sizes), seed=25)
    path = folder / 'hugging-face/gpt2'
    golden = {}
    full = stored(model.state_dict(), torch.float32)
    plain = {name: value for name, value in full.items() if not name.endswith(('.attn.bias', '.masked_bias'))}
    golden['f32'] = logits(model, full)
    by_hand = Transformer(*sizes.values()).logits({f'transformer.{name}': value.double() for name, value in plain.items()}, TOKENS)
    agree('GPT-2', golden['f32'], by_hand[0])
    # As the first files on the hub: saved from the model without its head, with the buffers of the mask.
    save(path / 'model.safetensors', full)
    for name, dtype in {'f16': torch.float16, 'bf16': torch.bfloat16}.items():
        state = stored(model.state_dict(), dtype)
        golden[name] = logits(model, state)
        kept = {f'transformer.{key}': state[key] for key in plain}
        save(path / f'{name}/model.safetensors', kept)
    # As save_pretrained cuts a model: with the prefix, each tensor in one of two files, the tied head a second time.
    named = {f'transformer.{name}': value for name, value in plain.items()} | {'lm_head.weight': plain['wte.weight']}
    names = list(named)
    shards = {f'model-0000{k + 1}-of-00002.safetensors': names[k * 14: (k + 1) * 14 if k == 0 else None] for k in (0, 1)}
    for file, part in shards.items():
        save(path / f'sharded/{file}', {name: named[name] for name in part})
    weight_map = {name: file for file, part in shards.items() for name in part}
    size = sum(4 * value.numel() for value in named.values())
    save_json(path / 'sharded/model.safetensors.index.json', {'metadata': {'total_size': size}, 'weight_map': weight_map})
    save_json(path / 'config.json', {
        'activation_function': 'gelu_new', 'architectures': ['GPT2LMHeadModel'], 'attn_pdrop': 0.1, 'bos_token_id': 10,
        'embd_pdrop': 0.1, 'eos_token_id': 10, 'initializer_range': 0.02, 'layer_norm_epsilon': 1e-05, 'model_type': 'gpt2',
        'n_ctx': 8, 'n_embd': 16, 'n_head': 2, 'n_layer': 2, 'n_positions': 8, 'resid_pdrop': 0.1, 'vocab_size': 11,
    })
    return golden


def llama(bias):
    sizes = {'layers': 2, 'heads': 4, 'key_heads': 2, 'width': 16, 'hidden': 48, 'vocabulary': 11}
    model = fill(LlamaModel(**sizes, bias=bias), seed=26 + bias)
    path = folder / ('hugging-face/llama-biases' if bias else 'hugging-face/llama')
    state = stored(model.state_dict(), torch.float32)
    golden = logits(model, state)
    agree('LLaMA', golden, packed_llama(sizes, {name: value.double() for name, value in state.items()}))
    save(path / 'model.safetensors', {f'model.{name}': value for name, value in state.items()})
    save_json(path / 'config.json', {
        'architectures': ['LlamaForCausalLM'], 'attention_bias': bias, 'bos_token_id': 1, 'eos_token_id': 2, 'hidden_act': 'silu',
        'hidden_size': 16, 'intermediate_size': 48, 'max_position_embeddings': 2048, 'mlp_bias': bias, 'model_type': 'llama',
        'num_attention_heads': 4, 'num_hidden_layers': 2, 'num_key_value_heads': 2, 'rms_norm_eps': 1e-05, 'rope_scaling': None,
        'rope_theta': 10000.0, 'tie_word_embeddings': True, 'torch_dtype': 'float32', 'vocab_size': 11,
    })
    return golden


def packed_llama(sizes, state):
    """The same by the other writing, whose matrices are packed and [in, out]."""
    w = {'transformer.wte.weight': state['embed_tokens.weight'], 'transformer.ln_f.weight': state['norm.weight']}
    packs = {
        'attn.c_attn': ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'], 'attn.c_proj': ['self_attn.o_proj'],
        'mlp.c_fc': ['mlp.gate_proj', 'mlp.up_proj'], 'mlp.c_proj': ['mlp.down_proj'],
    }
    for layer in range(sizes['layers']):
        ours, theirs = f'transformer.h.{layer}', f'layers.{layer}'
        w[f'{ours}.ln_1.weight'] = state[f'{theirs}.input_layernorm.weight']
        w[f'{ours}.ln_2.weight'] = state[f'{theirs}.post_attention_layernorm.weight']
        for pack, parts in packs.items():
            matrix = torch.cat([state[f'{theirs}.{part}.weight'] for part in parts]).T
            biases = [state.get(f'{theirs}.{part}.bias', torch.zeros(len(state[f'{theirs}.{part}.weight']))) for part in parts]
            w[f'{ours}.{pack}.weight'], w[f'{ours}.{pack}.bias'] = matrix, torch.cat(biases)
    layers, heads, width = sizes['layers'], sizes['heads'], sizes['width']
    varied = VariedTransformer(layers, heads, width, 8, 11, norm='rms', positions='rope', shared=2, activation='swiglu')
    return varied.logits(w, TOKENS)[0]


if __name__ == '__main__':
    logits_by_model = {f'gpt2-{dtype}': value for dtype, value in gpt2().items()}
    logits_by_model |= {'llama': llama(bias=False), 'llama-biases': llama(bias=True)}
    write('hugging-face.json', {'tokens': exact(TOKENS[0]), 'logits': {name: result(value) for name, value in logits_by_model.items()}})
