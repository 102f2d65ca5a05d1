"""KINDS: every simulated server by the word of its kind, each with its example models."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from aiohttp import web

from aggregator.data.provider import ProviderKind as Kind
from scripts.fleet import openai_like
from scripts.fleet.anthropic import anthropic
from scripts.fleet.docker_model_runner import dmr
from scripts.fleet.koboldcpp import koboldcpp
from scripts.fleet.lemonade import lemonade
from scripts.fleet.litellm import litellm
from scripts.fleet.llamacpp import llamacpp
from scripts.fleet.llamaswap import llamaswap
from scripts.fleet.lmstudio import lmstudio
from scripts.fleet.localai import localai
from scripts.fleet.ollama import ollama
from scripts.fleet.openai import openai
from scripts.fleet.openrouter import openrouter
from scripts.fleet.self_hosted import gpustack, mlxlm, nexa, nim, xinference
from scripts.fleet.sglang import sglang
from scripts.fleet.tabbyapi import tabbyapi
from scripts.fleet.text_generation import tei, tgi
from scripts.fleet.vllm import vllm

KINDS: Final[Mapping[Kind, Callable[[], web.Application]]] = MappingProxyType(
    {
        Kind.OLLAMA: ollama,
        Kind.LMSTUDIO: lmstudio,
        Kind.LLAMACPP: llamacpp,
        Kind.VLLM: vllm,
        Kind.SGLANG: sglang,
        Kind.LOCALAI: localai,
        Kind.LLAMASWAP: llamaswap,
        Kind.LITELLM: litellm,
        Kind.OPENROUTER: openrouter,
        Kind.OPENAI: openai,
        Kind.ANTHROPIC: anthropic,
        Kind.TGI: tgi,
        Kind.TEI: tei,
        Kind.KOBOLDCPP: koboldcpp,
        Kind.TABBYAPI: tabbyapi,
        Kind.DMR: dmr,
        Kind.LEMONADE: lemonade,
        Kind.MLXLM: mlxlm,
        Kind.NEXA: nexa,
        Kind.XINFERENCE: xinference,
        Kind.GPUSTACK: gpustack,
        Kind.NIM: nim,
        Kind.MISTRAL: partial(openai_like.openai_like, openai_like.MISTRAL),
        Kind.GROQ: partial(openai_like.openai_like, openai_like.GROQ),
        Kind.TOGETHER: partial(openai_like.openai_like, openai_like.TOGETHER),
        Kind.DEEPSEEK: partial(openai_like.openai_like, openai_like.DEEPSEEK),
        Kind.GEMINI: partial(openai_like.openai_like, openai_like.GEMINI),
        Kind.HFROUTER: partial(openai_like.openai_like, openai_like.HFROUTER),
        Kind.GENERIC: openai_like.generic,
    }
)
