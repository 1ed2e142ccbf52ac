package io.lyss.dao.platform;

/** What kind of service a provider is. */
public enum ProviderType {
  OPENAI,
  ANTHROPIC,
  OLLAMA,
  CUSTOM
}
