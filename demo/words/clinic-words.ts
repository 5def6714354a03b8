/** What the invented people are treated for. Common conditions, medicines and tests, in everyday words. */

export interface Condition {
  readonly name: string;
  readonly code: string;
  readonly med: string;
  readonly test: string;
  readonly results: readonly string[];
  readonly unit: string;
  readonly range: string;
  readonly procedure: string;
  readonly minAge: number;
  readonly maxAge: number;
}

const rows = `
type 2 diabetes|E11.9|metformin 1000 mg|Hemoglobin A1c|7.9,8.4,9.6,10.2|%|4.0 - 5.6|diabetic eye exam|30|90
hypertension|I10|lisinopril 20 mg|Potassium|5.3,3.2,4.9|mmol/L|3.5 - 5.1|echocardiogram|35|95
asthma|J45.909|albuterol inhaler|Eosinophils|6.1,7.4|%|0.0 - 5.0|chest x-ray|5|60
chronic kidney disease|N18.3|losartan 50 mg|Creatinine|1.9,2.3,2.7|mg/dL|0.6 - 1.2|renal ultrasound|45|95
hypothyroidism|E03.9|levothyroxine 75 mcg|TSH|8.1,9.7,12.4|mIU/L|0.4 - 4.0|thyroid ultrasound|20|85
hyperlipidemia|E78.5|atorvastatin 40 mg|LDL cholesterol|162,178,191|mg/dL|0 - 99|coronary calcium scan|35|85
iron deficiency anemia|D50.9|ferrous sulfate 325 mg|Hemoglobin|8.8,9.4,10.1|g/dL|12.0 - 15.5|colonoscopy|18|85
atrial fibrillation|I48.91|apixaban 5 mg|INR|1.4,3.8|ratio|2.0 - 3.0|cardioversion|50|95
heart failure|I50.9|furosemide 40 mg|BNP|640,910,1180|pg/mL|0 - 100|echocardiogram|50|95
major depressive disorder|F33.1|sertraline 50 mg|Vitamin D|14,18,21|ng/mL|30 - 100|psychotherapy|18|80
rheumatoid arthritis|M06.9|methotrexate 15 mg|C-reactive protein|22,31,44|mg/L|0 - 10|joint injection|25|85
epilepsy|G40.909|levetiracetam 500 mg|Sodium|131,133|mmol/L|136 - 145|EEG|6|70
osteoporosis|M81.0|alendronate 70 mg|Calcium|8.1,8.3|mg/dL|8.6 - 10.3|bone density scan|55|95
gout|M10.9|allopurinol 100 mg|Uric acid|8.6,9.4|mg/dL|3.5 - 7.2|joint aspiration|35|85
migraine|G43.909|topiramate 50 mg|Magnesium|1.4,1.5|mg/dL|1.7 - 2.2|MRI brain|16|60
COPD|J44.9|tiotropium inhaler|Bicarbonate|33,35|mmol/L|22 - 29|chest CT|45|90
otitis media|H66.90|amoxicillin 400 mg|White blood cell count|14.2,15.8|K/uL|4.5 - 11.0|ear tubes|1|12
ADHD|F90.2|methylphenidate 18 mg|Lead|2.1,2.8|ug/dL|0 - 3.5|neuropsychological testing|6|17
`;
export const CONDITIONS: readonly Condition[] = rows
  .trim()
  .split('\n')
  .map((row) => {
    const [name = '', code = '', med = '', test = '', results = '', unit = '', range = '', procedure = '', minAge = '', maxAge = ''] =
      row.split('|');
    return { name, code, med, test, results: results.split(','), unit, range, procedure, minAge: Number(minAge), maxAge: Number(maxAge) };
  });

export const FACILITIES = [
  'Juniper Street Clinic',
  'Basin Family Medicine',
  'Three Rivers Hospital',
  'Palouse Imaging Center',
  'Grandview Dialysis',
  'Blue Mountain Orthopedics',
  'Sagebrush Surgery Center',
  'Northside Urgent Care',
  'Columbia Plateau Skilled Nursing',
] as const;
export const PHARMACIES = ['Orchard Drug', 'Canyon Pharmacy', 'Riverside Apothecary', 'Hillside Drug'] as const;
export const CALL_REASONS = [
  'the pain is worse since the weekend',
  'the new tablets upset the stomach',
  'no ride to the visit',
  'never got the results',
  'the pharmacy says no refills left',
  'still waiting for the walker',
  'a bill came that should have been covered',
  'is dizzy in the mornings',
] as const;
