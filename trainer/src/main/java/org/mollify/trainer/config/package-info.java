/** The full configuration of a training run: defaults, presets, files and single settings. */
package org.mollify.trainer.config;
