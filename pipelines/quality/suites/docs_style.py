"""The style of the Data Docs, in place of the style sheets and scripts that they would load from seven hosts."""

STYLE = """<style>
body { margin: 0; font: 15px/1.45 system-ui, sans-serif; color: #1c2430; background: #fff; }
a { color: #0b5cad; text-decoration: none; } a:hover { text-decoration: underline; }
body > nav.navbar { height: auto !important; padding: 10px 24px; background: #fff; border-bottom: 1px solid #d5dae1;
  position: sticky; top: 0; z-index: 5; }
.container-fluid { padding: 16px 24px; } .ge-section { padding: 0; margin-bottom: 12px; }
.container-fluid > .row { display: flex; gap: 24px; align-items: flex-start; }
.container-fluid > .row > .col-md-2 { flex: 0 0 220px; } .container-fluid > .row > .col-md-10 { flex: 1; min-width: 0; }
.ge-section .row { display: block; } .sticky { top: 60px; }
ul.nav, ol.breadcrumb { list-style: none; margin: 0; padding: 0; } .breadcrumb-item { display: inline; }
.breadcrumb-item + .breadcrumb-item::before { content: " / "; color: #8a94a3; }
.nav-link { display: block; padding: 3px 8px; }
.card { border: 1px solid #d5dae1; border-radius: 6px; margin-bottom: 12px; }
.card-header { padding: 6px 10px; background: #f3f5f8; } .card-body { padding: 10px; max-height: 60vh; overflow: auto; }
.alert { padding: 8px 12px; background: #f3f5f8; border-left: 4px solid #8a94a3; border-radius: 4px; }
h1, h4, h5, h6 { margin: 4px 0; font-size: 1em; } h1, h4 { font-size: 1.3em; }
table { border-collapse: collapse; width: 100%; margin: 6px 0; }
td, th { padding: 5px 10px; border-bottom: 1px solid #e4e8ee; text-align: left; vertical-align: top; }
.badge { padding: 1px 6px; border-radius: 4px; background: #e4e8ee;
  font-family: ui-monospace, monospace; font-size: .9em; }
.btn { display: inline-block; padding: 3px 10px; border: 1px solid #b9c1cc; border-radius: 4px; cursor: pointer; }
.btn input, [hidden], .cooltip .top { display: none; }
.collapse { display: none; } .collapse:target { display: block; }
.text-success { color: #18794e; } .text-danger { color: #c62a2f; } .text-warning { color: #a35200; }
i { font-style: normal; }
.fa-check-circle::before { content: "\\2714"; } .fa-times::before { content: "\\2718"; }
.fa-exclamation-triangle::before { content: "\\26A0"; }
@media (prefers-color-scheme: dark) {
  body, body > nav.navbar, .table { color: #e4e8ee !important; background: #14181f !important; } a { color: #7ab7ff; }
  .card, td, th, body > nav.navbar { border-color: #333b47; }
  .card-header, .alert, .badge, .bg-light { background: #232a34 !important; }
  .text-success { color: #4cc38a; } .text-danger { color: #ff7b7f; } .text-warning { color: #ffb44d; }
}
@media (max-width: 700px) { .container-fluid > .row { display: block; } }
</style>"""

SCRIPT = """<script>
function showValidations(all) {
  for (const cell of document.querySelectorAll(".hide-succeeded-validation-target-child"))
    cell.parentElement.hidden = !all;
  for (const block of document.querySelectorAll(".hide-succeeded-validations-column-section-target-child"))
    block.parentElement.parentElement.hidden = !all;
}
function showAllValidations() { showValidations(true); }
function hideSucceededValidations() { showValidations(false); }
</script>"""
