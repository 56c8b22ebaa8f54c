/** What a run shows and keeps of its progress: a console line, a metrics log, a plot of curves. */
package org.mollify.trainer.progress;
