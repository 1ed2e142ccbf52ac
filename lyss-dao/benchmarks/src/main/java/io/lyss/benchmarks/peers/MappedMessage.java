package io.lyss.benchmarks.peers;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.NullUnmarked;

/** A message, as Hibernate and MyBatis map it. */
@Entity
@Table(schema = "lyss_chat", name = "conversation_messages")
@NullUnmarked
public class MappedMessage {

  @TenantId
  @Column(name = "tenant_id")
  private UUID tenantId;

  @Id private UUID id;

  @Column(name = "conversation_id")
  private UUID conversationId;

  @Column(name = "user_id")
  private UUID userId;

  private Long sequence;
  private String role;
  private String content;

  @Column(name = "token_count")
  private Integer tokenCount;

  @Column(name = "model_used")
  private String modelUsed;

  @Column(name = "response_time_ms")
  private Integer responseTimeMs;

  @Column(name = "tool_calls")
  private String toolCalls;

  @Column(name = "tool_call_id")
  private String toolCallId;

  @Column(name = "finish_reason")
  private String finishReason;

  private String metadata;

  @Column(name = "imported_at")
  private OffsetDateTime importedAt;

  @Column(name = "created_at")
  private OffsetDateTime createdAt;
}
