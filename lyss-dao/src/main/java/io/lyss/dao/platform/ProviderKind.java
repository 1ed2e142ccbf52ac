package io.lyss.dao.platform;

/** What kind of service a provider is. */
public enum ProviderKind {
  OPENAI,
  ANTHROPIC,
  OLLAMA,
  CUSTOM
}
