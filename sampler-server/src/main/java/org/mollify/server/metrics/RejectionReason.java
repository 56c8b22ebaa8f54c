package org.mollify.server.metrics;

import java.util.Locale;

/** Why work was not done. */
public enum RejectionReason {
  /** Too much work was unanswered already. */
  QUEUE_FULL,
  /** The answer was not there in time. */
  DEADLINE,
  /** The client closed its connection before the answer was there. */
  DISCONNECTED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
