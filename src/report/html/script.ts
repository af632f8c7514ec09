/**
 * The only script of a report: it moves the divider and keeps the page's `lang` in step with the switch. Everything
 * can be read without it. Style is never written, so that the policy can refuse inline style.
 */
export const SCRIPT = `'use strict';
(function () {
  var root = document.documentElement;
  root.classList.add('script');
  document.querySelectorAll('input[name=language]').forEach(function (input) {
    input.addEventListener('change', function () { root.lang = input.value; });
  });
  var range = document.getElementById('divider');
  if (!range) return;
  var cut = document.getElementById('compare-cut');
  var line = document.getElementById('compare-line');
  var picture = document.querySelector('#compare svg');
  var width = picture.viewBox.baseVal.width;
  function move() {
    var x = width * range.value / 100;
    cut.setAttribute('width', x);
    line.setAttribute('x1', x);
    line.setAttribute('x2', x);
  }
  function point(event) {
    var matrix = picture.getScreenCTM();
    if (!matrix) return;
    range.value = 100 * (event.clientX - matrix.e) / (matrix.a * width);
    move();
  }
  range.addEventListener('input', move);
  picture.addEventListener('pointerdown', function (event) {
    picture.setPointerCapture(event.pointerId);
    point(event);
  });
  picture.addEventListener('pointermove', function (event) { if (event.buttons) point(event); });
})();
`;
