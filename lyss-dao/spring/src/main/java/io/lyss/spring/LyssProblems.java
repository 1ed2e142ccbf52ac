package io.lyss.spring;

import io.lyss.dao.error.ConflictException;
import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.error.UnavailableException;
import java.net.URI;
import java.time.Duration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * LYSS's exceptions as problem details (RFC 9457), which name no table. It logs failures of the
 * server, because nothing else does. An advice of the host takes precedence.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public class LyssProblems {

  private static final Log LOG = LogFactory.getLog(LyssProblems.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  private record Kind(int status, String name) {}

  private static Kind kind(LyssException failure) {
    if (failure instanceof NotFoundException) {
      return new Kind(404, "not-found");
    } else if (failure instanceof ConflictException) {
      return new Kind(409, "conflict");
    } else if (failure instanceof ConstraintException) {
      return new Kind(422, "constraint");
    } else if (failure instanceof ScopeDeniedException) {
      return new Kind(403, "scope-denied");
    } else if (failure instanceof RetryableException) {
      return new Kind(503, "retryable");
    } else if (failure instanceof UnavailableException) {
      return new Kind(503, "unavailable");
    }
    return new Kind(500, "database");
  }

  /** The response to a request that has failed with this exception. */
  @ExceptionHandler(LyssException.class)
  public ResponseEntity<ProblemDetail> problem(LyssException failure) {
    Kind kind = kind(failure);
    if (failure instanceof DatabaseException) {
      LOG.error("A call of LYSS has failed", failure);
    }
    ProblemDetail problem = ProblemDetail.forStatus(kind.status());
    problem.setType(URI.create("urn:lyss:" + kind.name()));
    problem.setDetail(failure.clientMessage());
    ResponseEntity.BodyBuilder answer = ResponseEntity.status(kind.status());
    if (failure instanceof RetryableException) {
      answer.header(HttpHeaders.RETRY_AFTER, Long.toString(SOON.toSeconds()));
    } else if (failure instanceof UnavailableException unavailable) {
      answer.header(HttpHeaders.RETRY_AFTER, Long.toString(unavailable.retryAfter().toSeconds()));
    }
    return answer.body(problem);
  }
}
